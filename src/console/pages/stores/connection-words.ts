import { defineWords } from '../../words.ts'

/** What is said of the account that a store reads. */
export const connectionWords = defineWords({
  en: {
    title: 'Connection',
    titleOf: 'What “{name}” reads',
    lead: 'The account whose posts become drafts, and what gramd may do with it.',
    state: 'State',
    lookedAt: 'Its posts were read last',
    notYet: 'Not yet',
    webhooks: 'Meta tells of new posts by itself',
    yes: 'Yes',
    webhooksNo: 'No: gramd looks by itself',
    imported: 'Products from its posts',
    missing: 'Rights that are missing',
    missingHint:
      'Its owner has refused them, or was not asked. Authorize the account again to be asked.',
    missingNone: 'None',
    authorize: 'Authorize again',
    account: 'All of the account',
    part: 'Part from this account…',
    revoke: 'Disconnect the account…',
    revokeTitle: 'Disconnect @{username}?',
    revokeHint:
      'gramd gives its access back to Meta. The store stays with its drafts and products; imports end.',
    revokeUses: 'It is used elsewhere, too: {uses}. All of that ends.',
    revokeConfirm: 'Disconnect although it is used elsewhere',
    revokeSubmit: 'Disconnect @{username}',
    revoked: 'Disconnected @{username}. Drafts and products stay.',
  },
  ru: {
    title: 'Подключение',
    titleOf: 'Что читает «{name}»',
    lead: 'Аккаунт, посты которого становятся черновиками, и что gramd может с ним делать.',
    state: 'Состояние',
    lookedAt: 'Посты прочитаны последний раз',
    notYet: 'Ещё нет',
    webhooks: 'Meta сама сообщает о новых постах',
    yes: 'Да',
    webhooksNo: 'Нет: gramd смотрит сам',
    imported: 'Товаров из его постов',
    missing: 'Недостающие права',
    missingHint:
      'Владелец отказал в них, или их не просили. Авторизуйте аккаунт снова, чтобы их попросить.',
    missingNone: 'Нет',
    authorize: 'Авторизовать снова',
    account: 'Всё об аккаунте',
    part: 'Отвязать от магазина…',
    revoke: 'Отключить аккаунт…',
    revokeTitle: 'Отключить @{username}?',
    revokeHint:
      'gramd вернёт Meta свой доступ. Магазин с черновиками и товарами останется; импорты закончатся.',
    revokeUses: 'Он нужен не только здесь: {uses}. Всё это прекратится.',
    revokeConfirm: 'Отключить, хотя он нужен не только здесь',
    revokeSubmit: 'Отключить @{username}',
    revoked: '@{username} отключён. Черновики и товары остались.',
  },
})
