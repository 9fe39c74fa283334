// The code for the audio thread of a microphone: `npm run build:worklet` bundles it into a script.
import { RECORDER } from './messages.js'
import { RecorderProcessor } from './recorder-processor.js'
import { workletScope } from './worklet-scope.js'

workletScope.registerProcessor(RECORDER, RecorderProcessor)
