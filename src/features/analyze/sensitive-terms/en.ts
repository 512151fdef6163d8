import type { TermList } from './term-list.ts'

const PEOPLES = [
  'kazakh|uzbek|kyrgyz|tatar|uyghur|uighur|russian|ukrainian|korean|chechen|german|turkish|' +
    'armenian|azerbaijani|azeri',
  'georgian|tajik|turkmen|jewish|roma|romani|gypsy|slavic|asian|caucasian|arab|arabic|african|' +
    'european|black|white',
  'latino|latina|hispanic|dungan|buryat|yakut|bashkir|chuvash|dagestani|kurdish|polish|greek|' +
    'chinese|indian|persian',
  'turkic|mongol|mongolian',
].join('|')

export const ENGLISH: TermList = {
  health: `
    health|healthcare, medicine|medical|medically, medication*|meds, ill, illness*|disease*|sickness*, diagnos*,
    symptom*,
    cancer|cancers, oncolog*, tumor*|tumour*, leukemi*|leukaemi*, lymphoma*, chemo|chemotherap*, diabet*, insulin,
    hiv, aids patient*|positive, hepatitis*, tuberculosis, covid*|coronavirus*, epilep*, asthma*, allerg*,
    autis*|asperger*, adhd, dyslexi*, depression|depressive|depressed, anxiety, bipolar, schizophren*,
    psychiatr*|psychotherap*|antidepressant*, mental*, ptsd, ocd, suicid*, self harm, eating disorder*,
    anorexi*|bulimi*, obes*, panic attack*, drug|alcohol addict*, alcoholism|alcoholic|alcoholics, recovering
    alcoholic*|addict*,
    rehab|rehabilitation, infertil*, ivf, miscarriage*|stillb*, abort|aborted|abortion|abortions, pregnan*,
    postpartum, cesarean*|caesarean*,
    menopaus*, endometriosis, pcos, disability|disabilities,
    disabled, deaf,
    special needs, wheelchair*, prosthe*, amput*, cerebral palsy, syndrome*, paraly*,
    is|was|are|be|became|born blind|deaf, blind|deaf person|people|woman|women|man|men|child|children|mother|creator,
    hearing|visually|vision impair*|loss, chronic|chronically, surger*|surgical*,
    hospital|hospitals|hospitaliz*|hospitalis*,
    transplant*, stroke survivor*, heart attack*|failure|condition, celiac|coeliac, gluten intoleran*,
    eczema|psoriasis|dermatitis, migraine*`,
  religion: `
    religio*, faith, god|gods|allah|jesus|christ, bible|bibles|biblical, quran*|koran*,
    church|churches|mosque*|synagogue*,
    monaster*, pray|prays|prayed|praying|prayer*, namaz, ramadan*|ramazan, eid, islam|islamic|islamist*|islamism,
    muslim*|moslem*, christian|christians|christianity, orthodox*, catholic*|protestant*|evangelical*|baptist*,
    jehovah*,
    judaism, buddhis*, hindu|hindus|hinduism, hijab*, halal, kosher, atheis*, theolog*, imam|imams,
    priest|priests|pastor*,
    hajj|umrah, mecca, pilgrim*, gospel, sunni*|shia|shiite*|sufi*, sharia*, baptis*|baptiz*`,
  politics: `
    politic*, election*|electoral, vote|votes|voted|voting for, voter*, republican*, left|right wing,
    communis*|socialist*|socialism, fascis*|nazi|nazis|nazism, nationalist*|nationalism, anarchis*,
    liberals|liberalism, liberal|conservative activist*|views|voter*|values, ruling party, party member*,
    member|members of the party|amanat,
    amanat party, opposition party|leader*|activist*|movement, dictator*, protests|protester*|protesting, protest
    rally|rallies|march*,
    putin|putins|navalny|zelensky|zelenskyy|nazarbayev|tokayev|trump|biden|lukashenko, parliament*,
    anti|pro government|kremlin|russian|ukrainian|war|putin, war in|against ukraine, ukrainian|ukraine war, propaganda`,
  sexuality: `
    sex|sexual*, homosexual*|bisexual*|heterosexual*|asexual*|pansexual*|transsexual*, gay|gays, lesbian*, queer*,
    lgbt*,
    transgender*, trans woman|women|man|men|girl*|guy*|people|person, nonbinary, non binary, drag queen*,
    pride parade*|month|flag*, gender identity|dysphoria|transition, porn*, erotic*`,
  ethnic_origin: `
    ethnic*, racial*|racis*, mixed race, indigenous*, nationalit*, diaspora*,
    ${PEOPLES} woman|women|man|men|girl|girls|boy|boys|lady|ladies|guy|people|mother|mothers|mom|moms|mum|mums|father,
    ${PEOPLES} parents|family|families|couple|origin|origins|descent|root|roots|heritage|ancestry|ancestor*|blood,
    ${PEOPLES} race|appearance|bloodline, ${PEOPLES} by birth|blood|origin|descent|background,
    she|he|who|creator|blogger is|was ${PEOPLES}, half ${PEOPLES},
    kazakhs|uzbeks|tatars|russians|ukrainians|koreans|chechens|uyghurs|uighurs|kurds|jew|jews|jewish|gypsies|armenians|slavs,
    people|person of color|colour, african|afro|native american|americans`,
  passes: `
    health and|n fitness|beauty|wellness|lifestyle|sport|sports, fitness|beauty|wellness|sport|sports and|n health,
    health food|foods, alcoholic drink*|beverage*|cocktail*, non alcoholic, comments|likes|sharing are|is disabled,
    comments|likes disabled, zodiac cancer, sign|signs cancer, cancer zodiac|sign|horoscope, oh my god, good faith,
    noviy|novyi|novy god|goda, christian dior|louboutin|lacroix|bale|siriano, nazarbayev university, trump card|cards,
    sex and the city,
    ethnic
    style|styles|fashion|jewelry|jewellery|print|prints|pattern*|music|clothing|clothes|wear|cuisine|food|motif*|decor,
    ${PEOPLES} speaking|language*|cuisine|food, ${PEOPLES} and|or ${PEOPLES} speaking|language*, black|white
    men|women|boys|girls s`,
}
