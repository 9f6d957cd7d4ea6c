#!/bin/sh
# Installs an unpacked bundle, without a network: both virtual environments from wheels/. Afterwards: make run.
# Needs make, Python 3.11 and Python 3.10, which deploy/find_python looks for.
set -eu
cd "$(dirname "$0")"
case $PWD in
    *' '*) echo "✗ 路径里不能有空格：$PWD（pip 会按空格拆开）。请移到别处再装" >&2; exit 1 ;;
esac
export PIP_NO_INDEX=1 PIP_FIND_LINKS="$PWD/wheels"
python=$(deploy/find_python 3.11)
"$python" -m deploy setup
echo "✓ 已装好。启动：make run；做成服务：docs/running.md"
