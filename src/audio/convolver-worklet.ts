// What runs on the audio thread: `npm run build:worklet` makes one script of this and all that it needs.
import { ConvolverProcessor } from './convolver-processor.js'
import { KeeperProcessor } from './keeper-processor.js'
import { CONVOLVER, KEEPER } from './messages.js'
import { workletScope } from './worklet-scope.js'

workletScope.registerProcessor(CONVOLVER, ConvolverProcessor)
workletScope.registerProcessor(KEEPER, KeeperProcessor)
