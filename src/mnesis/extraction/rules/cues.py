"""Which expressions a text need not be held against, by the words it has: most texts have none of theirs.

Each set holds, of every way to meet its expression, a word that it cannot be met without; tests hold the two together.
"""

import re
from functools import lru_cache

from mnesis.extraction.rules.lexicon import bag

_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=512)
def words_of(text: str) -> frozenset[str]:
    """The words of a text in lower case, parted at apostrophes, digits and underscores too."""
    return frozenset(_WORD.findall(text.lower()))


HYPOTHETICAL = bag("""
    almost am assume assuming believe bet between buy case certain close confirmed considered considering
    contemplating could couldn couldve d day debating decide decided doubt dream dreamed dreaming dreams
    dreamt either exploring failed feel feels felt figure finally finish forgot get going grow guess had he
    hope hopefully hopes hoping idea if imagine intended kinda know like looking may maybe meant might
    mightn money move nearly not offered only perhaps planned possibly potentially presumably pretend
    probably provided quit reckon retire rich she should shouldn shouldve someday sort suppose supposed
    suspect switch tbd tempted think thinking though toying tried undecided unless unsure until used verge
    wannabe want wanted were when whenever win wish wished wishes wonder wondering would wouldn wouldve
    """)
HEARSAY = bag("""
    according allegedly apparently everybody gather gossip hear heard hearsay internet its live looks
    mentioned must overheard quote read reportedly rumor rumored rumors rumour rumoured rumours said say
    saying says seemingly seems somebody somewhere sounds supposed supposedly take told word
    """)
NEGATED = bag("""
    ain aint anymore aren arent barely cannot cant couldn couldnt denied denies desire didn didnt doesn
    doesnt don dont far hadn hadnt hardly hasn hasnt haven havent he idea intention interest isn isnt longer
    more need needn neednt neither never no nobody none noone nor not nothing one plan plans rarely refuse
    refused refuses she shouldn shouldnt t wasn wasnt weren werent without won wont wouldn wouldnt zero
    """)
IRONIC = bag("""
    always anyone awesome because brilliant clearly dreams emperor fantastic god he her his if j jk joy just
    kidding king live living lol lovely millionaire nice noone not obviously oh other perfect pigs pope
    president queen right said sarcasm second shock sure surprise totally treat what wonderful wow yay yes
    """)
RIGHTING = bag("""
    actually almost an close correction make mean meant misheard mistaken mixed nah no nope not one oops
    said scratch sorry spelled spelt that two typo with wrong it
    """)
PASTED = bag("""
    answered article caption case character chorus cookie data dialogue email example excerpt goes headline
    input letter line lyric lyrics message motto mug paragraph passage placeholder plot poem poster prompt
    quote reads replied said sample say says script sentence shirt short shouted sign slogan snippet song
    sticker story template texted tshirt verse went whispered writes wrote
    """)
STANDING = bag("""
    add after again all always answer any anymore at before book change code commit compare create default
    deploy draft each edit email evening ever every everything everytime everywhere exception exceptions
    explain file format forward from function further future general generate give good henceforth if list
    longer message monday more morning moving name never next now onward onwards open permanently point pr
    pull push quote refactor release reply report respond review rule schedule send show single starting
    summarise summarize talk times today translate u unless use when whenever write
    """)
ONCE = bag("""
    above afternoon afternoons another answer answers appointment approach approachs article articles
    assignment assignments attached banner birthday bit bits blog branch branchs bug bugs build builds cab
    call calls caption card cards chapter chapters chart charts class classs code codes commit commits
    concept concepts deck decks doc docs document documents draft drafts email emails error errors essay
    essays eulogy evening evenings exercise exercises file files first flight flyer following function
    functions haiku homepage hotel idea ideas image images implementation implementations invitation invite
    issue issues joke landing last letter letters limerick line lines list lists logo mail mails meeting
    meetings message messages minute moment month months morning mornings newsletter next note now once
    onces one ones order orders other page pages paper papers paragraph paragraphs part particular
    particulars parts photo photos picture pictures plan plans poem poems post poster posts pr presentation
    presentations previous problem problems prs query querys question questions recipe recipes release
    releases reminder reply replys report reports request requests rest room script scripts sec second
    section sections sentence sentences slide slides snippet snippets song songs speech speechs story storys
    summary table tables task tasks taxi test tests text texts thank that these thing things third this
    thread threads three ticket tickets time times title titles toast today tomorrow tonight topic topics
    trip trips tweet tweets two version versions week weekend weekends weeks while whole word words year
    years yet
    """)
MOVED = bag("""
    booked brought extended moved postponed pushed put rescheduled scheduled set shifted
    """)
