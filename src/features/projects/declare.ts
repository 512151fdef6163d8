import { z } from 'zod'
import { setting } from '../../settings/setting.ts'
import type { Declaration } from '../declaration.ts'
import { PROJECT_COMMANDS } from './project-commands.ts'

export const projectsDeclaration = {
  name: 'projects',
  settings: {
    Projects: {
      projectTag: setting(
        'GRAMD_PROJECT_TAG',
        z
          .string()
          // It has nothing that means something in a regular expression.
          .regex(
            /^#(?=.*\p{L})[\p{L}\p{N}_]{1,5}$/u,
            'expected a hashtag of at most five letters and digits, one of them a letter, as ' +
              'in #gramd',
          )
          .default('#gramd'),
        'The beginning of the hashtag in a caption that binds a post to a version, as in ' +
          '#gramdk7p2qx: a hash and at most five letters and digits, so that the whole has at ' +
          'most 12 characters.',
      ),
    },
  },
  commands: PROJECT_COMMANDS,
} as const satisfies Declaration
