import { textArea, textField } from '../../../console/kit/form-fields.ts'
import { editPages } from './kit.ts'

export const editRoutes = editPages({
  path: '/projects',
  create: 'createProject',
  read: 'getProject',
  update: 'updateProject',
  remove: 'deleteProject',
  fields: {
    name: textField({ label: 'name', hasFocus: true }),
    note: textArea({ label: 'note' }),
  },
  count: ({ versions }) => versions,
  opens: 'made',
})
