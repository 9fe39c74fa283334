import type { DescribedCommand, DescribedOption, DescribedValue } from './described-command.js'

export function fishCompletion(commands: readonly DescribedCommand[]): string {
  const lines = commands.flatMap((command) => [
    `complete -c tapline -n __fish_use_subcommand -f -a ${command.name} -d '${plain(command.summary)}'`,
    ...wordsOf(command),
    ...command.options.map((option) => optionLine(command.name, option)),
  ])
  const names = commands.map(({ name }) => name).join(' ')
  return `# fish completion of tapline
complete -c tapline -n __fish_use_subcommand -f -a help -d 'print the help of a command'
complete -c tapline -n '__fish_seen_subcommand_from help' -f -a '${names}'
${lines.join('\n')}
`
}

function wordsOf({ name, words }: DescribedCommand): string[] {
  if (words.length === 0) return []
  return [`complete -c tapline -n '__fish_seen_subcommand_from ${name}' -f -a '${words.join(' ')}'`]
}

function optionLine(command: string, { flags, summary, value }: DescribedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
  const after = value === undefined ? '' : ` ${actionFor(value)}`
  return `complete -c tapline -n '__fish_seen_subcommand_from ${command}' ${names.join(' ')}${after} -d '${plain(summary)}'`
}

/** -x: only these words; -r -F: a file. */
function actionFor({ words, isPath }: DescribedValue): string {
  const list = words.length === 0 ? '' : ` -a '${words.join(' ')}'`
  return `${isPath ? '-r -F' : '-x'}${list}`
}

function plain(text: string): string {
  return text.replaceAll("'", '')
}
