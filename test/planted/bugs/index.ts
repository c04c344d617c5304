/** All planted bugs. */
import { APERTURE_BUGS } from './apertures.js'
import type { PlantedBug } from './bug.js'
import { EXECUTION_BUGS } from './execution.js'
import { HOST_BUGS } from './host.js'
import { TRANSITION_BUGS } from './transition.js'

export const PLANTED_BUGS: readonly PlantedBug[] = [...APERTURE_BUGS, ...TRANSITION_BUGS, ...EXECUTION_BUGS, ...HOST_BUGS]
