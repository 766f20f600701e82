"""Words that say nothing of what is wanted: articles, wishes, greetings, times, by language."""

from collections import defaultdict
from collections.abc import Sequence

from matching.text_spelling import unaccented

LISTED = {
    "en": """
        a an the i me my we our you your it its this that these those some any one something anything someone anyone
        somebody anybody thing things to of for from in into on onto at by with without and or but not no is are am be
        been was do does did have has had having can could would should will may might need needs needed want wanted
        wanting like looking look search searching find get got borrow borrowing lend lending loan hire rent use using
        used please thanks hi hello hey there here just only also very too so as if when where who which what how much t
        many more most per about over under day days hour hours week weekend today tomorrow
    """,
    "de": """
        ein eine einen einem einer eines der die das den dem des ich mir mich wir uns du ihr sie er es man mein meine
        meinen unser unsere dein etwas jemand jemanden jemandem und oder aber nicht kein keine keinen ist sind bin war
        haben hat habe hatte hast kann konnte könnte würde möchte mochte wollen soll muss brauche brauchen braucht suche
        suchen sucht leihen ausleihen leihe verleihen mieten borgen benutzen bitte danke hallo zu zum zur von vom für
        mit ohne in im ins an am auf aus bei bis nach über unter um als wie wo wer welche auch nur noch mal sehr mehr
        gerne gern gibt heute morgen tag tage stunde stunden woche wochenende
    """,
    "fr": """
        un une le la les l d de du des je j moi mon ma mes nous notre nos vous votre il elle ce cet cette ces c qui que
        qu quoi quelque chose quelqu quelques et ou mais ne n pas est sont suis être ai avez avoir peut peux pourrais
        pourrait voudrais veux faut besoin cherche chercher trouver emprunter prêter louer location utiliser merci
        bonjour salut svp plaît plait à au aux en dans sur sous avec sans pour par chez vers comme si où très plus aussi
        jour jours heure heures semaine aujourd hui demain
    """,
    "es": """
        un una unos unas el la los las lo a al de del en no yo mi mis nuestro tu su sus algo alguien alguno alguna cosa
        y e o u pero son soy está hay tengo tiene tienes tener puede puedo podría podrías quiero quisiera queremos
        necesito necesita necesitamos necesitar busco buscar buscamos buscando prestar prestado pedir alquilar usar
        gracias hola favor por para con sin sobre bajo desde hasta entre como dónde muy más también qué quien te se día
        días hora horas semana hoy mañana
    """,
    "it": """
        un uno una il lo la i gli le l di d a da in con su per tra fra del dello della dell dei degli delle al allo alla
        all ai agli alle dal dallo dalla dall dai nel nello nella nell nei nelle sul sulla sull sui e ed o oppure ma non
        che chi cui se c è ci vi si ne mi ti io tu lui lei noi voi loro mio mia miei mie tuo tua suo sua nostro nostra
        nostri questo questa questi quello quella sono siamo ho hai ha abbiamo hanno avete avere essere devo deve
        dobbiamo dovrei dovremmo vorrei vorremmo voglio vuole vogliamo posso può puoi potete potrei potrebbe possiamo
        cerco cerca cerchiamo cercasi serve servono servirebbe bisogno prestare presta presterebbe prestito imprestare
        noleggiare noleggio affittare affitto prendere usare qualcuno qualcosa qualche grazie ciao buongiorno buonasera
        salve favore piacere dove come quando anche molto più solo già oggi domani giorno giorni ora ore settimana
    """,
    "pt": """
        um uma uns umas o os a as de do da dos das em no na nos nas num numa por pelo pela pelos pelas para pra pro com
        sem sobre entre e ou mas não que quem onde como quando se eu tu ele ela nós vós me te lhe meu minha meus minhas
        teu tua seu sua nosso nossa nossos este esta esse essa isto isso aquele aquela é são sou estou estão tenho tem
        temos ter há posso pode podia poderia podemos quero queria queremos gostava gostaria preciso precisa precisamos
        precisava procuro procura procuramos procurando necessito emprestar empresta empreste emprestam emprestado
        emprestada empréstimo alugar aluguer aluguel pedir usar alguém algo algum alguma coisa obrigado obrigada olá oi
        bom boa favor muito mais só também já ao aos à às hoje amanhã dia dias hora horas semana fim vou
    """,
    "nl": """
        aan af al alleen allemaal alles als alsjeblieft alstublieft alvast ander andere aub avond bedankt ben bent
        beschikbaar beste bij binnen boven bruikbaar buren buur buurman buurt buurtgenoot buurvrouw daar dag dagen dagje
        dan dank dankje dankjewel dankuwel dat de der des deze dichtbij die dinsdag dit doe doen doet donderdag door
        dringend dus een eenmalig eens elkaar en enkele er erg even eventjes ga gaan gaarne gaat gebruik gebruiken
        gebruikt geen gehuurd geleend geworden gezocht goedemiddag goedemorgen goedenavond goeiedag graag groeten
        groetjes haar had hadden hallo heb hebben hebt heeft heel het hier hij hoe hoeft hoeveel hoi hun huren huur
        huurt iemand iets ik in je jij jou jouw jullie kan keer komen komende komt kon konden kunnen kunt leen leent
        lenen liefst maand maandag maanden maar mag me meer men met middag mij mijn misschien mocht moest moet moeten
        mogen morgen n na naar nacht namiddag niemand niet nodig nog ochtend of om omdat omgeving onder ons ontlenen
        onze ooit ook op opzoek over overmorgen per rond sinds snel svp t te tegen ter terwijl tijdelijk toch tot tussen
        u uit uitleen uitlenen uren uur uurtje uurtjes uw van vanaf vandaag veel verhuren via volgende voor voormiddag
        vraag vraagje vragen vrijdag waar waarin waarmee waarvoor wanneer want waren was wat we week weekend weekendje
        weekje weinig weken wel welk welke werd wie wij wil wilde willen wilt woensdag word worden wordt wou zal
        zaterdag ze zeer zelf zij zijn zo zodat zoek zoeken zoekt zondag zonder zou zouden zullen
    """,
    "pl": """
        a aby akurat albo ale bardzo bez blisko bo by być był była byłaby byłby było będzie będziemy będę chcemy
        chciałabym chciałbym chcielibyśmy chcę chwilę chętnie ci cię co coś czego czegoś cześć czwartek czy czymś dla
        dni dnia dniem do dobry dzień dzisiaj dzięki dziękuję dziś ewentualnie gdzie godzin godzina godzinki godziny
        godzinę hej i ich ile ilu im ja jak jaka jakaś jaki jakie jakiegoś jakiejś jakieś jakiś jakąś jeden jednak
        jednego jedno jedną jego jej jest jestem jesteśmy jeszcze jutra jutro już kiedy kilka kilku kogoś komuś krótko
        kto ktokolwiek ktoś która które którego której który którą lub ma macie mają mam mamy masz mi miałaby miałby
        miesiąc miesiąca mieć między mnie mną moglibyśmy mogę mogłaby mogłabym moich moim moje mojego mojej mojemu moją
        może możecie możemy można musi musimy muszę my mym mógłby mógłbym mój na nad nam nami nas następna następny nasz
        nasze naszego naszej naszych naszą nie niedziela niedzieli niedzielę no o od okolica okolicy on ona oni ono oraz
        paru parę pilne pilnie piątek po pobliżu pod pojutrze poniedziałek popołudnie popołudniu poproszę poszukiwana
        poszukiwane poszukiwany poszukujemy poszukuję potrzeba potrzebna potrzebne potrzebny potrzebowałabym
        potrzebowałbym potrzebujemy potrzebuję pożyczam pożyczenia pożyczenie pożyczy pożyczyć pożyczyłaby pożyczyłby
        pożyczyłbym pożyczę proszę przed przez przy przyda przydałaby przydałabym przydałby przydałoby przydałyby
        przyszły przyszłą rano się skorzystać sobie sobota soboty sobotę swoje swojego swojej swoją swój szuka szukam
        szukamy są sąsiad sąsiada sąsiadka sąsiadów sąsiedzi tak taka taki takie takiego takiej także tego tej temu ten
        też to trzeba ty tych tydzień tygodni tygodnia tygodnie tygodniu tylko tym tą tę u udostępni udostępnić użycia
        użyczy użyczyć użyczę użytku używać użyć w wam was wasz wasza wasze we weekend weekendu weekendzie wieczorem
        witam więc wtorek wy wynajem wynajmu wynajmę wynająć wynajęcia wypożyczenia wypożyczenie wypożyczy wypożyczyć
        wypożyczę z za środa środę że żeby
    """,
}

# What is a thing in another language: an English van, door or hoe, a French sac à dos, a German slide.
DOUBTFUL = frozenset({"cerca", "dias", "door", "dos", "hoe", "loro", "pelo", "solo", "sono", "tres", "van"})


def says_nothing(words: Sequence[str]) -> frozenset[str]:
    """Those of the words of one text that tell nothing of what is wanted.

    A doubtful word tells nothing only beside a word of its own language that surely does not.
    """
    sure = [word for word in words if word in STOP_WORDS]
    spoken = [LANGUAGES_OF[word] for word in sure]
    doubtful = {word for word in DOUBTFUL.intersection(words) if any(each <= LANGUAGES_OF[word] for each in spoken)}
    return frozenset(doubtful.union(sure))


def _languages_of() -> dict[str, frozenset[str]]:
    """In which languages each word is listed, with its accents or, as many type it, without."""
    languages: dict[str, set[str]] = defaultdict(set)
    for language, words in LISTED.items():
        for word in words.split():
            for form in (word, unaccented(word)):
                languages[form].add(language)
    return {word: frozenset(each) for word, each in languages.items()}


LANGUAGES_OF = _languages_of()
STOP_WORDS = frozenset(LANGUAGES_OF) - DOUBTFUL
