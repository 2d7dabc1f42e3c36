# What the tests that do what pages say share (sourced, not run), beside
# asserts.sh. A test sets $served, the directory in which the commands run, and
# defines
#   placed FILE   called when the page has given a file, whole, in that directory
#   refused FILE  the same for one that has to be refused
#   well          do the statuses say that nothing is wrong?
#   cleared       called at the end of a page, to take all of its files back
#   passed_over COMMAND  and this command?
#
# A block of YAML is saved as the file that its first line names; `sh` is run, and
# has to succeed; `console` is run command by command, and each has to print what
# follows it, at the latest after some seconds. There … stands for anything. A
# comment above a block says what is special:
#   <!-- background -->  goes on until the end of the page
#   <!-- about -->       numbers may be others
#   <!-- shown -->       passed over
#   <!-- wrong -->       a file that is refused
steps=$tmp/steps background=()

stop_background() {
  local group
  for group in "${background[@]}"; do
    { kill -KILL -- "-$group" && wait "$group"; } 2>/dev/null || true
  done
  background=()
}

# split PAGE: its blocks become files, numbered and named by their language; a
# console's are those of its commands, and beside each what it prints.
split() {
  rm -rf "$steps"; mkdir "$steps"
  awk -v to="$steps" '
    function open_step(language) { step = sprintf("%s/%03d.%s", to, ++count, language); printf "" >step }
    /^<!-- .* -->$/ && !block { mark = $2; next }
    /^```/ && !block { block = substr($0, 4); if (block == "") block = "text"; special = mark; mark = ""
      if (block != "console") open_step(block); if (special != "") print special >(step ".mark"); next }
    /^```$/ { block = ""; next }
    block == "console" && /^\$ / { open_step("console"); if (special != "") print special >(step ".mark")
      print substr($0, 3) >step; said = step ".prints"; printf "" >said; more = /\\$/; next }
    block == "console" && more { print >step; more = /\\$/; next }
    block == "console" { print >said; next }
    block { print >step; next }
    NF { mark = "" }
  ' "$1"
}

# prints STEP: does its command print what the page says?
prints() {
  local text pattern
  # Less than the time in which it has to pass, so that one try that hangs is not the only one.
  (cd "$served" && timeout 15 bash "$1") >"$tmp/printed" 2>&1 </dev/null || echo "it ended with $?"
  text=$(tr -d '\r\0' <"$tmp/printed")
  pattern=$(sed 's/[][\\*?()|@!+]/\\&/g; s/…/*/g' "$1.prints")
  if [ "$(cat "$1.mark" 2>/dev/null)" = about ]; then
    text=$(sed 's/ \+/ /g' <<<"$text")
    pattern=$(sed 's/ \+/ /g; s/[0-9]\+/+([0-9])/g' <<<"$pattern")
  fi
  printf 'printed:\n%s\nthe page says:\n' "$text"; cat "$1.prints"
  # shellcheck disable=SC2053
  [[ $text == $pattern ]]
}
# runs STEP: files that it writes count like those that the page gives.
runs() {
  local file
  (cd "$served" && timeout 60 bash -euo pipefail "$1" </dev/null) || return 1
  for file in "$served"/*.yaml; do [ "$file" -ot "$1" ] || placed "$file" || return 1; done
}
# save STEP MARK: a file that is there at once and whole.
save() {
  local name
  name=$(sed -n '1s/^# \([a-z0-9-]*\.yaml\)$/\1/p' "$1")
  [ -n "$name" ] || { echo "the first line of this block names no file:"; head -3 "$1"; return 1; }
  cp "$1" "$served/.next" && mv "$served/.next" "$served/$name" || return 1
  if [ "$2" = wrong ]; then refused "$served/$name"; else placed "$served/$name"; fi
}

page() {
  local step mark name=${1##*/}
  split "$1"
  for step in "$steps"/*; do
    case $step in *.yaml | *.sh | *.console) ;; *) continue ;; esac
    mark=$(cat "$step.mark" 2>/dev/null || true)
    [ "$mark" != shown ] || continue
    if [ "$mark" = background ]; then
      setsid bash -c 'cd "$1" && exec bash "$2"' - "$served" "$step" >"$tmp/background" 2>&1 </dev/null &
      background+=($!)
      continue
    fi
    case $step in
    *.yaml) check "$name: $(basename "$step")" 0 save "$step" "$mark" ;;
    *.sh) check "$name: $(basename "$step")" 0 runs "$step" ;;
    *) passed_over "$(head -1 "$step")" || check "$name: $(head -1 "$step")" 20 prints "$step" ;;
    esac
  done
  check "$name: everything is as it should be" 20 well
  stop_background
  check "$name: its files are taken back" 0 cleared
}
