// The code for the audio thread: `npm run build:worklet` bundles this file and its imports into one script.
import { ConvolverProcessor } from './convolver-processor.js'
import { KeeperProcessor } from './keeper-processor.js'
import { CONVOLVER, KEEPER } from './messages.js'
import { workletScope } from './worklet-scope.js'

workletScope.registerProcessor(CONVOLVER, ConvolverProcessor)
workletScope.registerProcessor(KEEPER, KeeperProcessor)
