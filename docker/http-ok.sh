#!/bin/bash
# Answers whether GET http://127.0.0.1:$1$2 gives 200. Bash alone: the run images carry no curl.
set -eu
exec 3<>"/dev/tcp/127.0.0.1/$1"
printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3
read -r status <&3
[[ $status == *" 200 "* ]]
