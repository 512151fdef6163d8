import type { ChildAge } from './persona.ts'
import type { Language, Phrase } from './topics.ts'

export type Phrases = Record<Language, readonly Phrase[]>

/** Phrases of captions by topic. */
export const TOPIC_PHRASES: Readonly<Record<string, Phrases>> = {
  motherhood: {
    ru: [
      'Материнство без фильтров: сегодня победила каша',
      'Собрала список того, что правда пригодилось мамам в первый год',
      'Вся семья спит, а у меня целых двадцать минут тишины',
      'Как мы пережили прививки и не сошли с ума',
      'Что я читаю о материнстве, когда хватает сил',
      'Вопрос мамам: как вы успеваете хоть что-то',
    ],
    kk: [
      'Ана болу — күн сайынғы еңбек пен қуаныш',
      'Бала тәрбиесі туралы адал әңгіме',
      'Аналарға кеңес: алдымен өзіңе қамқор бол',
      'Бүгін балалармен үйде отырдық, ертегі оқыдық',
    ],
    en: [
      'Our bedtime routine, honestly',
      'Motherhood is mostly laundry and snacks',
      'Things no one told me before I became a mom',
      'A quiet morning with the kids and a cold coffee',
    ],
  },
  beauty: {
    ru: [
      'Разбираем составы: что на самом деле увлажняет кожу',
      'Вечерний макияж за десять минут, пошагово',
      'Косметика, которую я покупаю снова и снова',
      'Уход за кожей зимой: меньше средств, больше толку',
      'Красота начинается со сна, а не с крема',
    ],
    kk: [
      'Күнделікті сұлулық күтімі қалай жасалады',
      'Той макияжы: басынан аяғына дейін',
      'Терінің сұлулығы үшін үш қарапайым қадам',
    ],
    en: [
      'A ten minute evening makeup look',
      'The skincare that actually works for dry skin',
      'My honest beauty shelf after one year',
    ],
  },
  food: {
    ru: [
      'Манты по рецепту, который получается у всех',
      {
        female: 'Проверила новое кафе: кофе отличный, очередь тоже',
        male: 'Проверил новое кафе: кофе отличный, очередь тоже',
      },
      'Рецепт ужина на четверых за двадцать минут',
      'Вкусный завтрак из того, что осталось в холодильнике',
      'Кулинарный провал недели и чему он меня научил',
    ],
    kk: [
      'Бауырсақтың ең оңай рецепті',
      'Қонақ келгенде қандай тамақ пісіреміз',
      'Дәмді таңғы ас: он минут жетеді',
    ],
    en: [
      'A recipe for four in twenty minutes',
      'The best laghman in town, and the restaurant that makes it',
      'Slow breakfast, tasty and simple',
    ],
  },
  fitness: {
    ru: [
      'Тренировка из пяти упражнений без всякого инвентаря',
      'Почему вес стоит, хотя тренировки идут по плану',
      'Сезон забегов открыт, спорт объединяет',
      'Фитнес дома: двадцать минут, и вы свободны',
      {
        female: 'Сегодня тренировалась через силу, и это нормально',
        male: 'Сегодня тренировался через силу, и это нормально',
      },
    ],
    kk: [
      'Таңғы жаттығу бес минут қана алады',
      'Жаттығу неден басталады: алғашқы апта',
      'Спорт залсыз-ақ: үйдегі жаттығу жоспары',
    ],
    en: [
      'A full workout with no equipment',
      'Race day recap: training pays off',
      'The yoga flow I do on rest days',
    ],
  },
  travel: {
    ru: [
      'Кольсай за один день: маршрут поездки, бюджет, ошибки',
      'Что взять в путешествие, если летите с ручной кладью',
      {
        female: 'В отпуске нашла пляж без людей, точка в сторис',
        male: 'В отпуске нашёл пляж без людей, точка в сторис',
      },
      'Путешествие без спешки: три города и одна сумка',
    ],
    kk: [
      'Шарын шатқалына саяхат: қалай жетуге болады',
      'Демалысқа қайда барамыз: саяхат жоспары',
      'Саяхатқа не аламыз: қысқа тізім',
    ],
    en: [
      'Charyn canyon in one day: the whole trip',
      'Carry-on only for two weeks of travel',
      'A short flight, a long hike and the best vacation view',
    ],
  },
  fashion: {
    ru: [
      'Модная капсула на осень из семи вещей',
      'Три наряда с одной рубашкой',
      {
        female: 'Нашла казахстанский бренд одежды, которым хочется хвастаться',
        male: 'Нашёл казахстанский бренд одежды, которым хочется хвастаться',
      },
      'Стиль начинается с того, что сидит по размеру',
    ],
    kk: [
      'Күзге арналған сән үлгілері',
      'Қазақстандық сән брендтері туралы',
      'Бір көйлек, үш түрлі сән',
    ],
    en: [
      'Seven pieces, ten outfits',
      'Local fashion worth knowing',
      'How to wear one dress to work and to dinner',
    ],
  },
  tech: {
    ru: [
      'Неделя с новым смартфоном: честно',
      {
        female: 'Как я пришла в программирование в тридцать',
        male: 'Как я пришёл в программирование в тридцать',
      },
      'Гаджеты, которые остались у меня через год',
      'Технологии простыми словами: что такое нейросеть',
    ],
    kk: [
      'Жаңа смартфонға шолу: нақты пікір',
      'Технология әлеміндегі апта жаңалықтары',
      'Қандай гаджет шынымен керек',
    ],
    en: [
      'A week with the new smartphone',
      'How I switched to coding at thirty',
      'The gadget I did not expect to keep',
    ],
  },
  home: {
    ru: [
      'Ремонт кухни: смета и слёзы',
      'Уборка, после которой порядок держится сам',
      'Интерьер в скандинавском стиле без лишних трат',
      'Уют за выходные: свет, текстиль, растения',
    ],
    kk: [
      'Үй интерьері: түс қалай таңдалады',
      'Жиһазды қалай орналастырамыз',
      'Шағын бөлменің интерьері: басынан аяғына дейін',
    ],
    en: [
      'Kitchen renovation, the honest bill',
      'Interior ideas that cost almost nothing',
      'Cleaning routine that stays with me',
    ],
  },
  business: {
    ru: [
      'Сколько стоит открыть бизнес с нуля на самом деле',
      'Ошибка в маркетинге, которая стоила мне года',
      'Стартап без инвестиций: цифры за квартал',
      'О чём молчат предприниматели',
    ],
    kk: [
      'Кәсіпкер болуды неден бастау керек',
      'Кәсіпкердің бір жылдық есебі',
      'Шағын бизнес: шығын мен табыс',
    ],
    en: [
      'What a small business really costs',
      'The marketing mistake that cost me a year',
      'How we invest the first profit',
    ],
  },
  humor: {
    ru: [
      'Юмор дня: типичный понедельник',
      'Шутка, которую поймут только в очереди',
      'Мемчик про совещание, которое могло быть письмом',
      'Когда сказали «мы ненадолго зайдём», шутки кончились',
    ],
    kk: ['Қонаққа барғандағы әзіл', 'Дүйсенбі туралы әзіл', 'Көршілер туралы жаңа әзіл'],
    en: [
      'A joke about Mondays, because of course',
      'Funny how five minutes become two hours',
      'This meme is my whole week',
    ],
  },
}

/** Phrases of parents, by the age of their children. */
export const CHILD_PHRASES: Readonly<Record<ChildAge, Phrases>> = {
  baby: {
    ru: ['Наш малыш впервые перевернулся', 'Малыш не спал, не спал и весь дом'],
    kk: ['Сәбиіміз алғаш рет күлді', 'Сәби ұйқысы: біздің тәжірибе'],
    en: ['The baby slept five hours in a row', 'Our baby met the sea today'],
  },
  toddler: {
    ru: [
      'Сегодня мы впервые пошли в садик, и плакали не дети',
      'Утренник в садике: костюм готов, дети счастливы',
    ],
    kk: ['Бүгін балабақшаға алғаш рет бардық', 'Балабақшадағы мереке өтті'],
    en: [
      'First day of kindergarten and only one of us cried',
      'Toddler logic: the cup was too blue',
    ],
  },
  school: {
    ru: ['Собираем первоклассника: список без лишнего', 'Наш школьник сам сделал проект'],
    kk: ['Ұлымыз мектепке дайын', 'Қызымыз мектепте алғашқы аптасын өткізді'],
    en: ['School lunches our kids really eat', 'Our son survived his first school week'],
  },
}

/** Phrases about a husband or wife. */
export const MARRIED_PHRASES: Record<Language, Phrase> = {
  ru: {
    female: 'Муж сказал, что всё просто. Посмотрим',
    male: 'Мы с супругой поспорили, кто прав. Рассудите',
  },
  kk: {
    female: 'Күйеуім бәрі оңай деді. Көреміз',
    male: 'Жұбайым екеуміз бүгін демалдық',
  },
  en: {
    female: 'My husband said it was easy. We will see',
    male: 'My wife said it was easy. We will see',
  },
}

export const PET_PHRASES: Readonly<Record<'cat' | 'dog', Record<Language, Phrase>>> = {
  cat: {
    ru: 'Наша кошка снова спит на клавиатуре',
    kk: 'Біздің мысық тағы пернетақтада ұйықтап жатыр',
    en: 'The cat sleeps on the keyboard again',
  },
  dog: {
    ru: 'Гуляем с собакой в любую погоду',
    kk: 'Күшік екеуміз таңда серуендедік',
    en: 'Out with the dog in any weather',
  },
}

export const CAR_PHRASES: Record<Language, Phrase> = {
  ru: 'Три часа за рулём, зато какой вид',
  kk: 'Үш сағат көлік айдадық, көрініс керемет',
  en: 'Three hours driving, worth the view',
}

/** A promo code of the creator for a brand. */
export const ADVERT: Record<Language, (code: string, brand: string) => string> = {
  ru: (code, brand) => `Реклама: промокод ${code} у @${brand}`,
  kk: (code, brand) => `Жарнама: @${brand} дүкенінде ${code} промокоды`,
  en: (code, brand) => `Advert: promo code ${code} at @${brand}`,
}

export const THANKS: Record<Language, string> = { ru: 'Спасибо', kk: 'Рақмет', en: 'Thanks to' }
