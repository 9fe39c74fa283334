// What runs on the audio thread: `npm run build:worklet` makes one script of this and all that it needs.
import { ConvolverProcessor } from './convolver-processor.js'
import { CONVOLVER, RECORDER } from './messages.js'
import { RecorderProcessor } from './recorder-processor.js'
import { workletScope } from './worklet-scope.js'

workletScope.registerProcessor(CONVOLVER, ConvolverProcessor)
workletScope.registerProcessor(RECORDER, RecorderProcessor)
