/** A camera that is open. */
export interface Camera {
  close(): void
}

/** Opens the camera, and shows its frames as fast as they are taken; tells once a second how many that were. */
export async function openCamera(
  show: (video: HTMLVideoElement) => Promise<void>,
  tell: (framesPerSecond: number) => void,
): Promise<Camera> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 240 } })
  const video = document.createElement('video')
  video.srcObject = stream
  video.muted = true
  video.playsInline = true
  await video.play()
  let isOpen = true
  const follow = async (): Promise<void> => {
    let [frames, since] = [0, performance.now()]
    while (isOpen) {
      await show(video)
      await new Promise(requestAnimationFrame)
      frames++
      const seconds = (performance.now() - since) / 1000
      if (seconds < 1) continue
      tell(frames / seconds)
      ;[frames, since] = [0, performance.now()]
    }
  }
  void follow()
  const close = (): void => {
    isOpen = false
    for (const track of stream.getTracks()) track.stop()
  }
  return { close }
}
