import { CREATOR } from '../../cli/creator-options.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { moment } from '../../cli/option.ts'
import { secretReader } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'

const FIELDS = ['name', 'subject', 'kind', 'rows', 'state', 'ends_at', 'visits', 'last_visit_at']

export const SHARE_COMMANDS = [
  operationCommand('createShare', {
    name: 'shares create',
    summary: 'make a link to a report, or an address of CSV; it is shown once',
    words: {
      subject: { about: 'creator, comparison, list, campaign or view' },
      creators: { ...CREATOR, optional: true, many: true },
    },
    options: {
      list: { value: 'LIST', about: 'of a list or campaign: its name or id' },
      view: { value: 'VIEW', about: 'of a view: its id' },
      kind: 'page, or csv for spreadsheets; a view is csv alone',
      rows: "of a campaign's csv: members, or results with a row a post",
      ends_at: { as: moment('when it ends; 30 days without it', 'end') },
      password: { about: 'asks for a password', isSwitch: true },
      show_prices: 'whether it shows prices',
      language: { value: 'CODE', about: 'in which it opens' },
    },
    view: {
      says: (answer) =>
        `Send this address; it is not shown again: ${String(fieldAt(answer, 'url'))}`,
      fields: ['url', 'name', 'ends_at'],
    },
    async values({ fields }) {
      return fields.password ? { password: await secretReader()('Password: ') } : {}
    },
  }),
  operationCommand('listShares', {
    name: 'shares list',
    summary: 'links to reports with their visits',
    options: {
      list: { value: 'LIST', about: 'only those of this list' },
      open: 'only those that work, or the others',
    },
    view: { columns: ['id', ...FIELDS], empty: 'Nothing is shared.' },
  }),
  operationCommand('getShare', {
    name: 'shares show',
    summary: 'one link, without its secret',
    words: { id: { about: 'its id' } },
    view: { fields: [...FIELDS, 'has_password', 'show_prices', 'language', 'created_by'] },
  }),
  operationCommand('revokeShare', {
    name: 'shares revoke',
    summary: 'end a link at once',
    words: { id: { about: 'its id' } },
    confirm: () => 'Revoke the link? People who open it then read that it has ended.',
    view: { says: () => 'The link has ended.', fields: [] },
  }),
  operationCommand('nameTeam', {
    name: 'shares name-team',
    summary: 'set the name of the team on reports',
    words: { name: { about: 'the name' } },
    view: { fields: ['name', 'has_logo'] },
  }),
  operationCommand('getTeamProfile', {
    name: 'shares team',
    summary: 'the name of the team on reports, and whether there is a logo',
  }),
  operationCommand('setTeamLogo', {
    name: 'shares set-logo',
    summary: 'show a picture as the logo of the team on reports',
    words: { file: { about: "a JPEG, PNG or WebP of at most 1 MB; '-' is standard input" } },
    view: { says: () => 'Reports show this logo now.', fields: ['name'] },
  }),
  operationCommand('removeTeamLogo', {
    name: 'shares remove-logo',
    summary: 'show no logo on reports any more',
    view: { says: () => 'Reports show no logo now.', fields: [] },
  }),
]
