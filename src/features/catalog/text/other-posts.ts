import type { Item } from './amounts.ts'
import { phrases, SELLS_ALONE } from './selling-words.ts'

export type OtherPost = 'job_advert' | 'giveaway_result' | 'condolence' | 'quote'

/** Posts that are surely about something else, unless the text also has selling words. */
export const OTHER_POSTS: readonly { reason: OtherPost; phrases: readonly string[] }[] = [
  {
    reason: 'job_advert',
    phrases: phrases(
      'we are hiring|we re hiring|were hiring|now hiring|send your cv|send cv|job vacancy|job ' +
        'opening|job vacancies|join our team|' +
        'nafasi za kazi|nafasi ya kazi|tunaajiri|' +
        'urgent hiring|urgently hiring|job alert|vacancy announcement|now recruiting|walk in ' +
        'interview|apply with your cv|staff wanted|seller wanted|' +
        'wir suchen verstärkung|verstärkung gesucht|mitarbeiter gesucht|aushilfe ' +
        'gesucht|recrutons|nous recrutons|on recrute|cherchons une vendeuse|buscamos ' +
        'personal|se busca vendedora|' +
        'estamos contratando|contratamos|vaga de emprego|vagas abertas|cercasi|cerchiamo ' +
        'personale|eleman aranıyor|eleman alınacak|iş ilanı|çalışma arkadaşı arıyoruz|' +
        '求人|スタッフ 募集|アルバイト 募集|パート 募集|lowongan|lowongan kerja|loker|dibutuhkan karyawan|مطلوب ' +
        'موظفه|مطلوب موظف|مطلوب بائعه|وظيفه شاغره|فرصه عمل|वेकेंसी|भर्ती|नौकरी|' +
        'требуются|в команду требуется|ищем продавца|ищем администратора|ищем швею|xodim ' +
        'kerak|ishga taklif|ishga olamiz|sotuvchi kerak|сотувчи керак|ходим керак|' +
        'сатушы керек|сатуучу керек|жумушка|жұмыс бар|кызматка чакырабыз|' +
        'вакансия|открыта вакансия|требуется продавец|требуются продавцы|ищем ' +
        'сотрудника|отправляйте резюме|жұмысқа шақырамыз|жұмысқа қабылдаймыз|жұмысқа керек',
    ),
  },
  {
    reason: 'giveaway_result',
    phrases: phrases(
      'giveaway winner|giveaway winners|winner of our giveaway|winners of our giveaway|winner ' +
        'of the giveaway|winners of the giveaway|winner of this giveaway|' +
        'mshindi wetu|результаты розыгрыша|итоги розыгрыша|победитель розыгрыша|победители ' +
        'розыгрыша|розыгрыш завершен|ұтыс жеңімпазы|ұтыс қорытындысы',
    ),
  },
  {
    reason: 'condolence',
    phrases: phrases(
      'rest in peace|rest in eternal peace|forever in our hearts|our condolences|pumzika kwa ' +
        'amani|светлая память|соболезнуем|соболезнования|топырағы торқа|жатқан жері жарық',
    ),
  },
  {
    reason: 'quote',
    phrases: phrases('quote of the day|quote of the week|цитата дня|күннің дәйексөзі'),
  },
]

const JOB_ADVERT = OTHER_POSTS.flatMap(({ reason, phrases: said }) =>
  reason === 'job_advert' ? said : [],
)

/** "Sales girl wanted", "ищу помощницу": who seeks, and for what work. */
const SEEKS =
  / (?:need|needed|wanted|required|seeking|kerak|керек|керак|olamiz|ищу|ищем|нужн\p{L}{1,3}|требу\p{L}{1,5}|butuh|dicari|aran\p{L}{1,5}|arıyoruz|gesucht|suchen|recherch\p{L}{1,5}|cherch\p{L}{1,5}|vaga|busc\p{L}{1,4}|cerc\p{L}{1,5}|مطلوب|募集) /u
const WORK =
  / (?:sales (?:girl|lady|man|person)|attendant|cashier|manager|tailor|help|seller|sotuvchi|kassir|tikuvchi|сотувчи|продав\p{L}{1,5}|помощни\p{L}{1,4}|шве[юя]|кассир\p{L}{0,2}|сатуучу|сатушы|тігінші|eleman|personel|aushilfe|verkäuferin|vendeuse|vendedora|commessa|admin|karyawan|penjahit|بائع\p{L}{0,2}|スタッフ|アルバイト) /u

const SELLS = [...SELLS_ALONE, ...phrases('selling|we sell|for sale|продаем|продаём|сатамыз')]

/** Whether a caption offers work and sells nothing: the money that it names is a wage. */
export function isJobAdvert(items: readonly Item[]): boolean {
  const words = items.flatMap((item) => (item.kind === 'word' ? item.text : []))
  const spoken = ` ${words.join(' ')} `
  const has = (phrase: string): boolean => spoken.includes(` ${phrase} `)
  const isSought = SEEKS.test(spoken) && WORK.test(spoken)
  return (isSought || JOB_ADVERT.some(has)) && !SELLS.some(has)
}
