import { operationCommand } from '../../cli/operation-command.ts'
import { callOperation } from '../../cli/operation-request.ts'
import { choice, type Option } from '../../cli/option.ts'
import { readText } from '../../cli/read-input.ts'
import { counted } from '../../cli/show/counted.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { showNumber, words } from '../../cli/show/value.ts'
import { printable } from '../../base/terminal-text.ts'
import { UsageError } from '../../cli/usage-error.ts'

const PROJECT = { name: 'PROJECT', about: 'its name or id' } as const
const VERSION = { about: 'its number, as v3' } as const

const NOTE = { note: 'what it is about' } as const

/** `views=12000,retention=45%` */
const predicted: Option<Record<string, number>> = {
  value: 'METRIC=N,…',
  about: 'what is expected, as in views=12000,retention=45%; replaces all of it',
  read: (input) =>
    Object.fromEntries(
      input
        .split(',')
        .filter((part) => part.trim() !== '')
        .map(readMetric),
    ),
}

function readMetric(part: string): [string, number] {
  const [, name, digits, percent] = /^\s*([a-z_]+)\s*=\s*(\d+(?:\.\d+)?)(%?)\s*$/.exec(part) ?? []
  if (name === undefined || digits === undefined)
    throw new UsageError(`expected METRIC=N, as in views=12000, not '${part.trim()}'`)
  return [name, Number(digits) / (percent === '%' ? 100 : 1)]
}

/** Ages of a post, as people write them. */
const AGES = { '24h': 24, '48h': 48, '7d': 168, '30d': 720 } as const
type AgeName = keyof typeof AGES
const AGE_NAMES = Object.keys(AGES) as AgeName[]

const ageChoice = choice(AGE_NAMES, 'age of a post at which it is compared; 48h unless given')
const horizon: Option<number> = {
  ...ageChoice,
  read: (input, now) => AGES[ageChoice.read(input, now)],
}

const ageName = (hours: unknown): string =>
  AGE_NAMES.find((name) => AGES[name] === hours) ?? `${String(hours)}h`

const SCRIPT = {
  title: 'what it is called',
  script: { value: 'FILE', about: "the script, from a text file; '-' is standard input" },
  length_seconds: {
    option: 'length',
    value: 'N',
    about: 'seconds of the video: retention needs it',
  },
  horizon_hours: { option: 'horizon', as: horizon },
  predicted: { as: predicted },
} as const

/** The script is given by the path of its file. */
const scriptIn = async ({ script }: { readonly script?: unknown }): Promise<{ script?: string }> =>
  typeof script === 'string' ? { script: await readText(script) } : {}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const adviceLines = (answer: unknown, path: string): string[] =>
  list(fieldAt(answer, path)).map((line) => `- ${printable(String(fieldAt(line, 'text')))}`)

/** The reasons why there is no number at the age of comparison. */
const MISSING: Readonly<Record<string, string>> = {
  too_early: 'too early',
  no_earlier_reading: 'no reading before that age',
  too_far_apart: 'readings too far apart',
  recounted: 'Instagram reset its count',
  not_sent: 'not sent by Meta',
  no_posts: 'no post',
  not_read_yet: 'not read yet',
}

/** The versions with their numbers, then the advice, for people. */
function describePerformance(answer: unknown): string {
  const versions = list(fieldAt(answer, 'data')).flatMap(describeVersion)
  const advice = adviceLines(answer, 'advice.lines')
  if (versions.length === 0)
    return 'There are no versions. gramd projects add-version PROJECT adds one.'
  return [...versions, ...(advice.length > 0 ? ['Advice:', ...advice] : [])].join('\n')
}

function describeVersion(version: unknown): string[] {
  const number = String(fieldAt(version, 'number'))
  const posts = list(fieldAt(version, 'posts'))
  const age = ageName(fieldAt(version, 'horizon_hours'))
  const early = fieldAt(version, 'is_too_early') === true ? ', too early to compare' : ''
  return [
    `v${number}, ${counted(posts.length, 'post')}, at ${age}${early}`,
    ...list(fieldAt(version, 'metrics')).map(describeMetric),
    ...posts.flatMap(describeReadings),
  ]
}

function describeMetric(each: unknown): string {
  const [metric, expected, actual, delta, missing] = [
    'metric',
    'predicted',
    'actual',
    'relative_delta',
    'missing',
  ].map((name) => fieldAt(each, name))
  const change =
    typeof delta === 'number' ? ` (${delta > 0 ? '+' : ''}${Math.round(delta * 100)}%)` : ''
  const why = typeof missing === 'string' ? ` (${MISSING[missing] ?? missing})` : ''
  const name = String(metric)
  return `  ${words(name)}: ${valueText(name, actual)}${why}, expected ${valueText(name, expected)}${change}`
}

/** The readings that the numbers of a post lie between. */
function describeReadings(post: unknown): string[] {
  const [from, to] = ['from_hours', 'to_hours'].map((name) => fieldAt(post, `readings.${name}`))
  if (typeof from !== 'number' || typeof to !== 'number') return []
  const read = from === to ? `the reading at ${from} h` : `the readings at ${from} h and ${to} h`
  return [
    `  by ${read} of ${printable(String(fieldAt(post, 'permalink') ?? fieldAt(post, 'media_id')))}`,
  ]
}

const valueText = (metric: string, value: unknown): string =>
  typeof value === 'number' ? showNumber(metric, value) : 'unknown'

const POST = { name: 'POST', about: 'its link, its id, or that of Instagram' } as const

const COLUMNS = ['number', 'title', 'length_seconds', 'horizon_hours', 'predicted', 'posts', 'tag']

export const PROJECT_COMMANDS = [
  operationCommand('listProjects', {
    name: 'projects list',
    summary: 'content in the making, newest first',
    options: { q: 'only those with this in their name' },
    view: {
      columns: ['name', 'versions', 'posts', 'owner.login', 'updated_at'],
      empty: 'There are no projects. gramd projects create NAME begins one.',
    },
  }),
  operationCommand('createProject', {
    name: 'projects create',
    summary: 'begin a project',
    words: { name: { about: 'what it is called' } },
    options: NOTE,
    view: { says: (_, { words }) => `Began the project '${words[0]}'.`, fields: ['id'] },
  }),
  operationCommand('getProject', {
    name: 'projects show',
    summary: 'one project',
    words: { id: PROJECT },
  }),
  operationCommand('updateProject', {
    name: 'projects update',
    summary: 'change the name or the note of a project',
    words: { id: PROJECT },
    options: { name: { value: 'NAME', about: 'its new name' }, ...NOTE },
    view: { says: () => 'Changed the project.', fields: ['name', 'note'] },
  }),
  operationCommand('deleteProject', {
    name: 'projects delete',
    summary: 'remove a project with its versions; posts stay',
    words: { id: PROJECT },
    confirm: ({ words }) => `Remove the project ${words[0]} with all its versions?`,
    view: { says: () => 'Removed the project with its versions; posts stay.' },
  }),
  operationCommand('listProjectVersions', {
    name: 'projects versions',
    summary: 'versions of a project, newest first',
    words: { id: PROJECT },
    view: {
      columns: ['number', 'title', 'predicted', 'posts', 'created_at'],
      empty: 'There are no versions. gramd projects add-version PROJECT adds one.',
    },
  }),
  operationCommand('getProjectVersion', {
    name: 'projects version',
    summary: 'one version: script, prediction, and the tag that binds a post',
    words: { id: PROJECT, version: VERSION },
  }),
  operationCommand('createProjectVersion', {
    name: 'projects add-version',
    summary: 'add the next version of the script, with what is expected of it',
    words: { id: PROJECT },
    options: SCRIPT,
    view: {
      says: (answer) => `Added v${String(fieldAt(answer, 'number'))}.`,
      fields: COLUMNS,
    },
    values: async ({ fields }) => await scriptIn(fields),
  }),
  operationCommand('updateProjectVersion', {
    name: 'projects update-version',
    summary: 'change a version; with a bound post it keeps its prediction',
    words: { id: PROJECT, version: VERSION },
    options: SCRIPT,
    view: {
      says: (answer) =>
        `Changed v${String(fieldAt(answer, 'number'))}, which has ${counted(fieldAt(answer, 'posts'), 'post')}.`,
      fields: COLUMNS,
    },
    values: async ({ fields }) => await scriptIn(fields),
  }),
  operationCommand('deleteProjectVersion', {
    name: 'projects delete-version',
    summary: 'remove a version that has no post',
    words: { id: PROJECT, version: VERSION },
    confirm: ({ words }) => `Remove ${words[1]} of the project ${words[0]}?`,
    view: { says: (_, { words }) => `Removed ${words[1]}.` },
  }),
  operationCommand('getProjectPerformance', {
    name: 'projects performance',
    summary: 'what was expected of each version beside what came, with advice',
    words: { id: PROJECT },
    options: { language: 'of the advice', limit: 'how many versions at most, 1 to 50' },
    view: {
      says: (answer) => describePerformance(answer),
      fields: [],
    },
  }),
  operationCommand('adviseProject', {
    name: 'projects advise',
    summary: 'have a model advise on the newest version with numbers at its horizon; costs money',
    words: { id: PROJECT },
    options: { language: 'of the advice' },
    view: {
      says: (answer) => adviceLines(answer, 'lines').join('\n'),
      fields: ['source', 'outcome', 'cost_usd'],
    },
  }),
  operationCommand('bindPost', {
    name: 'projects bind',
    summary: 'bind a post to the version that it was made from',
    words: { projectId: PROJECT, versionId: { ...VERSION, name: 'VERSION' }, igMediaId: POST },
    options: false,
    view: {
      says: (answer) =>
        `Bound the post to v${String(fieldAt(answer, 'number'))} of ` +
        `'${printable(String(fieldAt(answer, 'project')))}'.`,
      fields: ['id', 'permalink', 'kind'],
    },
    async values({ words: [, version, post = ''], fields: { projectId } }, api) {
      const found = await callOperation(api, 'getProjectVersion', { id: projectId, version })
      const versionId = fieldAt(found, 'id')
      return post.includes('/')
        ? { versionId, permalink: post, igMediaId: undefined }
        : { versionId }
    },
  }),
  operationCommand('unbindPost', {
    name: 'projects unbind',
    summary: 'take a binding away; post and version stay',
    words: { id: { name: 'BINDING', about: 'its id' } },
    view: { says: () => 'Unbound the post.' },
  }),
] as const
