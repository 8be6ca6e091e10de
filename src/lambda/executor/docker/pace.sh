# Runs a command in a container, beside a process that stops everything there while nobody has anything to
# do, and wakes it. Arguments: the command.
if [ -x /bin/bash ]; then
    # Its parent is gone at once: the command has no child that it did not start.
    (
        BASH_ENV='' /bin/bash -c '
            exec 3<>"/dev/tcp/${0%:*}/${0##*:}" || exit
            printf "GET /ruststack/pace HTTP/1.0\r\nHost: %s\r\n\r\n" "$0" >&3
            while IFS= read -r word <&3; do
                case $word in
                    rest) kill -s STOP -- -1 ;;
                    work) kill -s CONT -- -1 ;;
                esac
            done
            # Whoever is gone leaves nobody behind who cannot end.
            kill -s CONT -- -1' "$AWS_LAMBDA_RUNTIME_API" </dev/null >/dev/null 2>&1 &
    )
fi
exec "$@"
