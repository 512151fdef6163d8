import { textArea, textField } from '../../../../console/kit/form-fields.ts'
import { editPages } from './kit.ts'
import { colourField, shapeField } from './mark-field.ts'

export const editRoutes = editPages({
  path: '/groups',
  create: 'createGroup',
  read: 'getGroup',
  update: 'updateGroup',
  remove: 'deleteGroup',
  fields: {
    name: textField({ label: 'name', hasFocus: true }),
    description: textArea({ label: 'description' }),
    colour: colourField({
      label: 'colour',
      hint: 'markHint',
      word: (colour) => `colour_${colour}` as const,
    }),
    shape: shapeField({ label: 'shape', word: (shape) => `shape_${shape}` as const }),
  },
  count: ({ accounts }) => accounts,
  opens: 'made',
})
