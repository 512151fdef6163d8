import { textArea, textField } from '../../../../console/kit/form-fields.ts'
import { editPages } from './kit.ts'

export const editRoutes = editPages({
  path: '/groups',
  create: 'createGroup',
  read: 'getGroup',
  update: 'updateGroup',
  remove: 'deleteGroup',
  fields: {
    name: textField({ label: 'name', hasFocus: true }),
    description: textArea({ label: 'description' }),
  },
  count: ({ accounts }) => accounts,
  opens: 'made',
})
