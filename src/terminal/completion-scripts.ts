export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** How the completion is turned on. */
export const HOW_TO: Readonly<Record<Shell, string>> = {
  bash: 'source <(wale completion bash)',
  zsh: 'source <(wale completion zsh)',
  fish: 'wale completion fish | source',
};

/**
 * What a shell runs to complete a command line of wale. Each asks `wale complete` with the words up to the cursor, which
 * answers with a candidate and its description a line; `:files` leaves it to the shell. No candidate is ever evaluated.
 */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# wale: completion for bash. In ~/.bashrc: ${HOW_TO.bash}
_wale() {
  local IFS=$'\\n' answer
  answer=$(wale complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null) || return
  if [ "$answer" = ':files' ]; then
    compopt -o default
    COMPREPLY=()
    return
  fi
  local candidates=() line
  while IFS=$'\\t' read -r line _; do
    [ -n "$line" ] && candidates+=("$(printf '%q' "$line")")
  done <<<"$answer"
  COMPREPLY=("\${candidates[@]}")
}
complete -F _wale wale
`,
  zsh: `#compdef wale
# wale: completion for zsh. In ~/.zshrc, behind compinit: ${HOW_TO.zsh}
_wale() {
  local answer line
  local -a candidates
  answer=$(wale complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null) || return
  if [[ $answer = ':files' ]]; then
    _files
    return
  fi
  for line in "\${(@f)answer}"; do
    [[ -n $line ]] && candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe wale candidates
}
if [[ $funcstack[1] = _wale ]]; then
  _wale "$@"
else
  compdef _wale wale
fi
`,
  fish: `# wale: completion for fish. In ~/.config/fish/config.fish: ${HOW_TO.fish}
function __wale_complete
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l answer (wale complete -- $words[2..] "$current" 2>/dev/null)
    if test "$answer" = ':files'
        __fish_complete_path "$current"
    else
        printf '%s\\n' $answer
    end
end
complete --command wale --no-files --arguments '(__wale_complete)'
`,
};
