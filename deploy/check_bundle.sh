#!/bin/sh
# check_bundle.sh ARCHIVE FOLDER NAME: run by `make bundle-check` in a network namespace of its own. Unpacks the archive
# into FOLDER, installs it, starts it, asks it one question; exit 0 when that was answered.
set -eu
archive=$1 folder=$2 name=$3
ip link set lo up
if [ -n "$(ip route)" ]; then echo "✗ 网络没有切断：$(ip route)" >&2; exit 1; fi
mkdir -p "$HOME"
tar -xf "$archive" -C "$folder"
cd "$folder/$name"
./install
make run >run.txt 2>&1 &
running=$!
trap 'kill -TERM $running 2>/dev/null || true; wait $running || true' EXIT
seconds=0
until grep -q 可以提问了 run.txt; do
    if ! kill -0 $running 2>/dev/null || [ $seconds -ge 400 ]; then cat run.txt; exit 1; fi
    sleep 1
    seconds=$((seconds + 1))
done
cat run.txt
make ask q=第17条讲什么 >answer.txt
cat answer.txt
grep -q '—— answered · content · 第17条' answer.txt
