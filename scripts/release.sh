#!/bin/sh
# release.sh: tag the version of clubinterview/__init__.py, when everything is in order for it, or say what is not.
set -eu

fail() {
    echo "$1" >&2
    exit 1
}

version=$(sed -n 's/^__version__ = "\([0-9][0-9.]*\)"$/\1/p' clubinterview/__init__.py)
tag=v$version
[ -n "$version" ] || fail "clubinterview/__init__.py has no __version__ of numbers and dots."
[ "$(git branch --show-current)" = main ] || fail "Releases are made on the branch main."
[ -z "$(git status --porcelain)" ] || fail "The working tree is not clean; commit first."
grep -q "^## $version ([0-9-]*)\$" CHANGELOG.md ||
    fail "CHANGELOG.md needs the heading \"## $version (YYYY-MM-DD)\", with the day of the release."
if git rev-parse --quiet --verify "refs/tags/$tag" >/dev/null; then
    fail "$tag is released already; raise __version__ in clubinterview/__init__.py."
fi
${MAKE:-make} check
[ -z "$(git status --porcelain)" ] || fail "The checks changed files; commit them first."
git tag --annotate "$tag" --message "ClubInterview $version"
echo "Tagged $tag. Publish it by: git push origin main $tag"
