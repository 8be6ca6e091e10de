# Runs a command once the Runtime API says that it may begin. Its arguments are the command.
BASH_ENV='' /bin/bash -c '
    exec 3<>"/dev/tcp/${0%:*}/${0##*:}" || exit
    printf "GET /ruststack/begin HTTP/1.0\r\nHost: %s\r\n\r\n" "$0" >&3
    read -r _ status _ <&3
    [[ $status == 200 ]]' "$AWS_LAMBDA_RUNTIME_API" 2>/dev/null || exit 1
exec "$@"
