"""stand_in_redis.py SOCKET PARENT: serve fakeredis on a socket, for machines that have no Redis; see embedded_redis.py.

Run as a program by its path, so that it loads nothing of the application. Its data is gone when it ends.
"""

import os
import socket
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any

from fakeredis import TcpFakeServer

LOOK_EVERY_SECONDS = 0.2


class SocketServer(TcpFakeServer):
    """fakeredis' server on a Unix socket, which only its owner can open: a port could be opened by anyone here."""

    address_family = socket.AF_UNIX

    def server_bind(self) -> None:
        self.socket.bind(self.server_address)

    def get_request(self) -> tuple[Any, Any]:
        """Give each client a name of its own; they have no addresses, and fakeredis distinguishes them by these."""
        connection, _ = super().get_request()
        return connection, ("client", next(self.client_ids))


def main(path: Path, parent: int) -> None:
    """Serve until the process that began this one, whose number is given, has ended, however it did."""
    os.umask(0o077)
    address: Any = str(path)  # fakeredis expects a port
    Thread(target=SocketServer(address).serve_forever, daemon=True).start()
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    path.unlink(missing_ok=True)
    os._exit(0)  # its threads wait for clients that may still be connected


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
