# Starts external extensions, waits until they have registered, then runs the runtime.
# Arguments: the folder of the extensions; then the runtime's command.
folder=$1
shift
launcher=$$
# Marks lines as those of extensions.
mark() {
    while IFS= read -r line || [ -n "$line" ]; do
        printf '\036%s\n' "$line"
    done
}
# Asks the Runtime API, and waits for its answer.
ask() {
    bash -c 'exec 3<>"/dev/tcp/${0%:*}/${0##*:}" || exit 1
        printf "%s /ruststack/extensions/%s HTTP/1.0\r\nHost: %s\r\nContent-Length: 0\r\n\r\n" "$1" "$2" "$0" >&3
        read -r _ status _ <&3
        [ "$status" = 200 ]' "$AWS_LAMBDA_RUNTIME_API" "$1" "$2" >/dev/null 2>&1
}
for extension in "$folder"/*; do
    [ -f "$extension" ] || continue
    (
        unset AWS_EXECUTION_ENV AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME \
            AWS_XRAY_CONTEXT_MISSING LAMBDA_RUNTIME_DIR LAMBDA_TASK_ROOT _HANDLER
        if [ -x "$extension" ]; then
            "$extension"
            status=$?
        else
            status=126
        fi
        # Without anybody to tell, the environment ends as if it had been killed.
        ask POST "${extension##*/}/exit/$status" || kill -KILL "$launcher"
    ) 2>&1 | mark &
done
ask GET registered
"$@" &
runtime=$!
# The shell would write of signals into the function's log.
exec 2>/dev/null
(ask GET end && kill -TERM "$runtime") &
wait "$runtime"
status=$?
# Whoever knows of it ends the environment, once the extensions have had their time.
ask POST "exit/$status" && wait
[ "$status" -gt 128 ] && kill "-$((status - 128))" "$launcher"
exit "$status"
