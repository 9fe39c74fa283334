/** What went wrong, with which file, and how to mend it: the one line that the user is to read. */
export class JobError extends Error {}

/**
 * Runs `work`, and says `what` if it fails: "cannot read voice.flac: no such file (give ...)".
 *
 * @throws JobError whose message is made from the failure's
 */
export async function explained<T>(work: Promise<T>, what: string, remedy: string): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new JobError(`${what}: ${reasonOf(error)}: ${remedy}`, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  return (code !== undefined && plainReasons[code]) || firstLine(error.message)
}

const plainReasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EACCES: 'permission denied',
  EROFS: 'the disk is read-only',
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]
}
