"""gunicorn's settings for production. `make run` has its own few in clubinterview/serve.py."""

import multiprocessing
import os

import gunicorn

gunicorn.SERVER = "clubinterview"  # no version in the Server header

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY") or multiprocessing.cpu_count())
worker_class = "gthread"
threads = 4
reuse_port = True  # one shared socket lets one worker take all kept-alive connections
keepalive = 5
timeout = 60
graceful_timeout = 30
max_requests = 50_000
max_requests_jitter = 5_000
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
accesslog = None  # the application writes its own JSON lines
errorlog = "-"
