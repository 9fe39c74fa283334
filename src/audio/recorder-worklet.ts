// What runs on the audio thread for a microphone: `npm run build:worklet` makes a script of this.
import { RECORDER } from './messages.js'
import { RecorderProcessor } from './recorder-processor.js'
import { workletScope } from './worklet-scope.js'

workletScope.registerProcessor(RECORDER, RecorderProcessor)
