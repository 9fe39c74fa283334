/** As many bytes as tell whether they are a WAV file's. */
export const WAV_MARK_BYTES = 12

/** Whether what begins so is for the reader of WAV to read, or to say why it does not. */
export function isWav(beginning: Uint8Array): boolean {
  const mark = String.fromCharCode(...beginning.subarray(0, WAV_MARK_BYTES))
  return /^(?:RIFF|RIFX|RF64|BW64)[^]{4}WAVE/.test(mark)
}
