# Stands between RustStack and a function, so that a function that kills its parent kills only this.
# Arguments: address space in KiB, size of a file in blocks of 512 bytes, the environment's id; then
# the command. Standard input is a lifeline: RustStack holds its other end.
ulimit -c 0 2>/dev/null
ulimit -n 1024 2>/dev/null
ulimit -v "$1" 2>/dev/null
ulimit -f "$2" 2>/dev/null
id=$3
shift 3
exec 3<&0 </dev/null
"$@" 3<&- &
function=$!
echo "$function" >&3
# The lifeline ends when RustStack does, however it ends: then nothing may stay behind, not even what
# left the process group. The id is part of the environment's variables.
(
    read -r _ <&3
    read -r self _ </proc/self/stat
    for environ in $(PATH=/usr/bin:/bin grep -ls -- "$id" /proc/[0-9]*/environ); do
        process=${environ#/proc/}
        process=${process%/environ}
        [ "$process" = "$self" ] || kill -KILL "$process"
    done
    kill -KILL 0
) >/dev/null 2>&1 &
# The shell would write of signals into the function's log.
exec 3<&- 2>/dev/null
wait "$function"
