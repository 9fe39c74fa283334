import { spawnSync } from 'node:child_process'

/** The installed FFmpeg. */
export interface Ffmpeg {
  readonly version: string
  /** The arguments with which it convolves a WAV file with another one, on one thread, and writes 16-bit WAV. */
  convolve(signal: string, response: string, out: string, gain?: number): string[]
}

/** Undefined if no FFmpeg with the filter `afir` is installed. */
export function findFfmpeg(): Ffmpeg | undefined {
  const help = outputOf(['-hide_banner', '-h', 'filter=afir'])
  if (!help.includes('irgain')) return undefined
  // Without its automatic gain; version 7 has new names for that.
  const plain = help.includes('irnorm') ? 'irnorm=-1:irlink=0' : 'gtype=none'
  const threads = ['-threads', '1', '-filter_threads', '1', '-filter_complex_threads', '1']
  return {
    version: /version (\S+)/.exec(outputOf(['-version']))?.[1] ?? 'unknown',
    convolve: (signal, response, out, gain = 1) => [
      ...['-v', 'error', '-nostdin', '-y', ...threads, '-i', signal, '-i', response],
      ...['-lavfi', `[0][1]afir=dry=1:wet=${gain}:${plain}`, '-c:a', 'pcm_s16le', out],
    ],
  }
}

function outputOf(args: readonly string[]): string {
  const { status, stdout } = spawnSync('ffmpeg', args, { encoding: 'utf8' })
  return status === 0 ? stdout : ''
}
