import { alertKinds } from '../../alerts/kinds.ts'
import { CREATOR } from '../../cli/creator-options.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { moment } from '../../cli/option.ts'
import { FILE_FIELDS, FILE_OPTIONS, saveFile, WRITTEN } from '../../cli/save-download.ts'
import { counted } from '../../cli/show/counted.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import type { Declaration } from '../declaration.ts'

export const CAMPAIGN_ALERTS = alertKinds({
  campaign_overdue: ['warning', 'A creator of a campaign is overdue', 'user'],
  campaign_not_labelled: ['warning', 'A post of a campaign is not labelled as advertising', 'user'],
  campaign_post_gone: ['warning', 'A post of a campaign is gone', 'user'],
  campaign_sign_wrong: ['warning', 'A promo code or mention of a campaign is wrong', 'user'],
  campaign_post_changed: ['info', 'A post of a campaign has changed', 'user'],
})

const CAMPAIGN = { name: 'CAMPAIGN', about: 'its name or id' } as const
const RESULT = { name: 'RESULT', about: 'the id of the result' } as const

const FIELDS = {
  description: 'what it is for',
  client: 'for whom it is',
  handles: 'usernames of the brand',
  mentions: 'other usernames that count when they are mentioned',
  hashtags: 'hashtags that count',
  links: 'addresses that count',
  codes: false,
  starts_at: { as: moment('when its window opens') },
  ends_at: { as: moment('when its window closes; of a day, its end', 'end') },
  time_zone: 'of its days, as Asia/Almaty',
  disclosures: false,
  daily_requests: 'the most requests that its readings may cost in a day',
} as const

const PROMISE = {
  posts: 'how many photos, albums and videos',
  reels: 'how many reels',
  stories: 'how many stories',
  due_at: { as: moment('until when; of a day, its end', 'end') },
  label_required: 'whether posts have to be labelled as advertising',
  words: 'words that label a post',
  country: { value: 'CODE', about: 'whose rules of labelling apply, as KZ' },
} as const

export const campaignsDeclaration = {
  name: 'campaigns',
  commands: [
    operationCommand('listCampaigns', {
      name: 'campaigns list',
      summary: 'campaigns: lists with a window and signs of their posts',
      options: { running: 'only those whose window is open, or only the others' },
      view: {
        columns: ['name', 'is_running', 'starts_on', 'ends_on', 'creators', 'client'],
        empty: 'There are no campaigns. gramd campaigns create NAME makes one.',
      },
    }),
    operationCommand('createCampaign', {
      name: 'campaigns create',
      summary: 'make a campaign; gramd lists add puts creators into it',
      words: { name: { about: 'what it is called' } },
      options: FIELDS,
      view: {
        says: (_, { words }) => `Made the campaign '${words[0]}'.`,
        fields: ['starts_at', 'ends_at', 'handles', 'hashtags'],
      },
    }),
    operationCommand('updateCampaign', {
      name: 'campaigns update',
      summary: 'change the set-up of a campaign, or make a list one',
      words: { id: CAMPAIGN },
      options: { name: { value: 'NAME', about: 'its new name' }, ...FIELDS },
      view: {
        says: (_, { words }) => `Changed the campaign '${words[0]}'.`,
        fields: ['name', 'starts_at', 'ends_at', 'handles', 'hashtags'],
      },
    }),
    operationCommand('getCampaign', {
      name: 'campaigns show',
      summary: 'the set-up of a campaign',
      words: { id: CAMPAIGN },
    }),
    operationCommand('getCampaignResults', {
      name: 'campaigns results',
      summary: 'what each creator promised, published and costs, with alerts',
      words: { id: CAMPAIGN },
      options: { currency: { value: 'CODE', about: 'of the totals, as KZT' } },
    }),
    operationCommand('getCampaignSummary', {
      name: 'campaigns summary',
      summary: 'what a campaign brought, in few numbers',
      words: { id: CAMPAIGN },
      options: { currency: { value: 'CODE', about: 'of the totals, as KZT' } },
    }),
    operationCommand('setPromise', {
      name: 'campaigns promise',
      summary: 'say what a creator promised; gramd lists set has the price',
      words: { id: CAMPAIGN, blog: CREATOR },
      options: PROMISE,
      view: { says: (_, { words }) => `Changed what ${words[1]} promised.` },
    }),
    operationCommand('setPromises', {
      name: 'campaigns promises',
      summary: 'say that several creators promised the same',
      words: { id: CAMPAIGN, blogs: { ...CREATOR, many: true } },
      options: PROMISE,
      view: {
        says: (answer) =>
          `Changed what ${counted(fieldAt(answer, 'changed'), 'creator')} promised.`,
        fields: [],
      },
    }),
    operationCommand('tieCampaignResult', {
      name: 'campaigns tie',
      summary: 'count a post for a campaign, by its address',
      words: { id: CAMPAIGN, link: { about: 'the address of the post' } },
      options: { blog: { value: 'CREATOR', about: 'whose result it is, where not the author' } },
      view: { says: (_, { words }) => `The post counts for '${words[0]}'.`, fields: ['id'] },
    }),
    operationCommand('untieCampaignResult', {
      name: 'campaigns untie',
      summary: 'take a post out of a campaign; no sign puts it back',
      words: { id: CAMPAIGN, result: RESULT },
      view: { says: (_, { words }) => `Took the post out of '${words[0]}'.` },
    }),
    operationCommand('confirmCampaignLabel', {
      name: 'campaigns labelled',
      summary: 'say that a post is labelled where gramd does not see it',
      words: { id: CAMPAIGN, result: RESULT },
      options: { confirmed: 'false takes it back' },
      view: { says: () => 'Stored.' },
    }),
    operationCommand('noteCampaignAlert', {
      name: 'campaigns note',
      summary: 'note an alert, by its key from campaigns results',
      words: { id: CAMPAIGN, key: { about: 'the key of the alert' } },
      options: { note: 'what you know of it', noted: 'false takes it back' },
      view: { says: () => 'Noted.' },
    }),
    operationCommand('exportCampaignResults', {
      name: 'campaigns export',
      summary: 'the results of a campaign as a file, one row a post',
      words: { id: CAMPAIGN },
      options: { ...FILE_FIELDS, currency: { value: 'CODE', about: 'of converted amounts' } },
      own: FILE_OPTIONS,
      view: WRITTEN,
      run: saveFile('row'),
    }),
    operationCommand('listTeamRates', {
      name: 'campaigns rates',
      summary: "the team's currency, and the rates that were entered",
    }),
    operationCommand('setTeamCurrency', {
      name: 'campaigns currency',
      summary: 'choose the currency in which the team counts',
      words: { currency: { name: 'CODE', about: 'as KZT' } },
      view: { says: (_, { words }) => `The team counts in ${words[0]}.`, fields: [] },
    }),
    operationCommand('setTeamRate', {
      name: 'campaigns rate',
      summary: 'enter the rate of a currency',
      words: { currency: { name: 'CODE', about: 'as USD' }, rate: { about: 'as 520' } },
      options: {
        base_currency: { value: 'CODE', about: "of the rate; the team's without it" },
        entered_on: 'the day that the rate is of',
      },
      view: { says: (_, { words }) => `1 ${words[0]} is ${words[1]}.`, fields: [] },
    }),
    operationCommand('removeTeamRate', {
      name: 'campaigns rate-remove',
      summary: 'remove the rate of a currency',
      words: { currency: { name: 'CODE', about: 'as USD' } },
      options: { base_currency: { value: 'CODE', about: "of the rate; the team's without it" } },
      view: { says: (_, { words }) => `Removed the rate of ${words[0]}.` },
    }),
  ],
  alertKinds: Object.values(CAMPAIGN_ALERTS),
} as const satisfies Declaration
