import { computed, onBeforeUnmount, onMounted, type ShallowRef, shallowRef } from 'vue'
import { wordsFor } from './require-host.js'

/** What a demonstration is, beside what it shows. */
interface Demo<State extends string> {
  /** The first of its states. Another one, `'failed'`, comes when something does not work. */
  readonly initial: State
  /** What happens, in words. */
  readonly say: (state: State) => string
  /** Done once the page is there. */
  readonly begin?: () => Promise<void>
  /** Ends what goes on: after a failure, and when the page closes. */
  readonly end?: () => Promise<void> | void
}

/** The state of a demonstration, and what it says. */
export function useDemo<State extends string>({ initial, say, begin, end }: Demo<State>) {
  const state: ShallowRef<State | 'failed'> = shallowRef(initial)
  const fault = shallowRef('')
  const said = computed(() => (state.value === 'failed' ? fault.value : say(state.value)))

  /** Does some work. If it throws, the demonstration has failed, and says why. */
  async function attempt(work: () => Promise<void> | void): Promise<void> {
    try {
      await work()
    } catch (error) {
      await end?.()
      fault.value = wordsFor(error)
      state.value = 'failed'
    }
  }

  onMounted(() => attempt(() => begin?.()))
  onBeforeUnmount(() => end?.())
  return { state, said, attempt }
}
