/** All planted bugs. */
import { APERTURE_BUGS } from './apertures.js'
import type { PlantedBug } from './bug.js'
import { EXECUTION_BUGS } from './execution.js'
import { HOST_BUGS } from './host.js'
import { TRANSITION_BUGS } from './transition.js'

export const PLANTED_BUGS: readonly PlantedBug[] = [...APERTURE_BUGS, ...TRANSITION_BUGS, ...EXECUTION_BUGS, ...HOST_BUGS]

/** Bugs that the claims about their clause meet too late, with another claim whose programs do meet them. */
export const LATE_BUGS: readonly (PlantedBug & { readonly claim: string })[] = [
  {
    name: 'a hardware queue behind one that the host will not release goes on running',
    clause: 'P176-ALLOC',
    claim: 'runnable-runs',
    change: {
      file: 'backing.ts',
      find: '    for (let slot = this.slots.held - 1; slot >= cut; slot--) this.slots.stop(slot)\n    while (this.slots.held > cut && !this.destroyRefused) {\n',
      replace: '    while (this.slots.held > cut && !this.destroyRefused) {\n      this.slots.stop(this.slots.held - 1)\n',
    },
  },
]
