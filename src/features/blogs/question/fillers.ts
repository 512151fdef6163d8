import { kazakhStem } from './kazakh-stem.ts'
import { englishStem, scriptOf } from './stems.ts'
import { toCyrillic } from './transliterate.ts'

/** Words of a question that say nothing of whom it looks for, in English, Russian and Kazakh. */
const FILLERS = `
  a an and any are as at be been best by can creator creators could do does find for from get
  give good great
  have having i if in influencer influencers instagram insta ig instagrammer instagrammers blog
  blogs blogger
  bloggers blogging account accounts profile profiles person people persons someone who whom
  which that the them
  they their there these this to top us want we where with show list look looking search
  searching need needs
  some me my of on or our please popular post posts posting write writes writing talk talks
  talking speak speaks
  making makes make live lives living located based located near around about into is it its real
  local interested content video videos page pages user users women woman girls girl ladies lady
  men man guys
  follower followers subscriber subscribers subs audience fans reach between recommend
  recommendation brand
  active activity engaged engagement high quality famous known cool nice talented young new own
  doing teach teaches
  sell sells share shares sharing follow followed anyone anybody somebody ppl pls plz hi hello
  team campaign launch
  product products promo advertise advertising reels stories reel story tips advice ideas love
  loves loving like likes
  working based city town country region area speaker language lang
  promote promotion ad collaboration collab niche related topic topics theme themed category kind
  type all
  а автор авторы авторов без блог блога блоги блогах блогер блогера блогеры блогеров блогерам
  блогерша блогерши
  блогерш блогинг блоггер блоггеры блоггеров в во все всех где город города городе дай дайте для
  до его ее есть
  же за и из или инста инстаграм инстаграма инстаграме инстаграмеры инфлюенсер инфлюенсеры
  инфлюенсеров их ищем
  ищу искать к как какие какой ко которая которые который которых кто лидер лидеры мнений лучшие
  лучших мне мы на
  найди найдите найти нам нас наш не нужен нужна нужны нужно о об от очень по под подбери
  подберите подскажи
  подскажите пишет пишут пишущие покажи покажите пожалуйста популярные популярных пост посты
  постят при про рассказывает
  рассказывают снимает снимают ведет ведут ведущих с со страница страницы аккаунт аккаунты
  аккаунтов профиль
  профили список среди тема теме темы тематика тематике тему только тот у хочу хотим что чтобы
  это этот живет
  живут живущие живущих человек люди людей девушка девушки девушек женщина женщины женщин мужчина
  мужчины мужчин
  подписчик подписчика подписчики подписчиков подписчиками подписчикам аудитория аудиторией
  аудитории
  фолловеры фолловеров рекламы сотрудничества категория категории контент контента контентом
  видео местные местных
  активные активных хорошие хороших классные классных крутые крутых известные известных молодые
  молодых вовлеченность
  вовлеченностью рилс рилсы сторис советы идеи делится делятся занимается занимаются занимающиеся
  любит любят работает
  работают продает продают делает делают свой свои своих себя размещение размещения интеграция
  интеграции бартер
  коллаборация коллаборации кампания кампании товар товара товаров продукт продукта бренд бренда
  порекомендуйте
  посоветуйте скинь скиньте кто-то язык языке языка регион регионе стране страны живущих проживающие
  интересный интересные сфера сфере говорит говорят говорящие общаются
  ең жақсы үшін туралы жайлы жайында және мен пен бен немесе бар жоқ керек қажет іздеймін іздеп
  іздейміз тап табу табыңыз
  тауып көрсет көрсетіңіз көрсетші блогер блогерлер блогерлерді блогерлері блогшы блогшылар автор
  авторлар
  инфлюенсер инфлюенсерлер парақша парақшалар аккаунт аккаунттар бет беттер жазатын жазады
  жазатындар түсіретін
  айтатын айтады сөйлейтін сөйлейді тұратын тұрады тұратындар жүргізетін жүргізеді кім кімдер
  қандай маған бізге
  адам адамдар қыз қыздар әйел әйелдер ер жігіттер танымал оқырман оқырманы оқырманды оқырманмен
  жазылушы
  жазылушысы жазылушылар жазылушылары подписчигі контент жасайтын бөлісетін қаласы қаласында
  қаласындағы
  қаласынан қала қалада тақырып тақырыбы тақырыбында тақырыбындағы инстаграмда инстаграмдағы
  болса болатын
  белсенді жас кеңес кеңестер идеялар айналысатын айналысады ұсыныңыз ұсын іздеу бренд өнім
  серіктестік көп аз тіл тілі
  тілінде елі елде сөйлейтіндер бөліседі жасайды жұмыс істейтін
  сататын сатады сататындар беретін беретіндер береді
  blogers bloger influensers influenser influancers blogs vlogs vlog bros guys nerds lovers fans
  блоггерша блогери болгеры блогиры инфлюенсеры
  бәрі барлық біз оның өз осы сол да де та те ғой тек арасында
`

const WORDS: ReadonlySet<string> = new Set(FILLERS.trim().split(/\s+/))
const KAZAKH_STEMS: ReadonlySet<string> = new Set([...WORDS].map(kazakhStem))

/** Whether a word, in any form, says nothing of whom a question looks for. */
export const isFiller = (word: string): boolean =>
  WORDS.has(word) ||
  (scriptOf(word) === 'latin' && (WORDS.has(englishStem(word)) || WORDS.has(toCyrillic(word)))) ||
  KAZAKH_STEMS.has(kazakhStem(word))
