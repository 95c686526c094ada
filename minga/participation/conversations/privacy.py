"""Personal data of conversations: why it is kept, how long, and its ways out."""

from django.utils.translation import gettext_lazy as _

from minga.ground.purposes import Purpose

PURPOSES = (
    Purpose(
        what=_("What you answer in a conversation, under a random number and without your name"),
        why=_("So that everybody sees what people agree on, and can count it again"),
        basis=_("Public function of the municipality; taking part is up to you"),
        kept_for=_("As long as the result, or until you erase your answers"),
        seen_by=_("Everybody: the files of the result hold each number's answers"),
        models=("participation.Opinion", "participation.OpinionMap"),
    ),
    Purpose(
        what=_("The statements you write in a conversation"),
        why=_("So that others can say what they think of them"),
        basis=_("Public function of the municipality; writing one is up to you"),
        kept_for=_("As long as the result"),
        seen_by=_("Whoever runs the conversation; everybody once it was read and is shown"),
        models=("participation.Statement",),
    ),
    Purpose(
        what=_("A random key in your browser, of which we keep a fingerprint"),
        why=_("So that you can change or erase what you answered, and count once"),
        basis=_("Public function of the municipality"),
        kept_for=_("One month after the conversation is closed"),
        seen_by=_("Nobody"),
        models=("participation.OpinionSeat",),
    ),
    Purpose(
        what=_("A fingerprint of the connection and browser you join a conversation from"),
        why=_("So that one person with a program does not count as a crowd"),
        basis=_("Public function of the municipality"),
        kept_for=_("Until the conversation is closed"),
        seen_by=_("Nobody; who runs the conversation sees how many joined from one place at once"),
        models=("participation.OpinionSeat",),
    ),
    Purpose(
        what=_("Which official opened a conversation, or showed or set aside a statement"),
        why=_("So that somebody answers for it"),
        basis=_("Public function of the municipality"),
        kept_for=_("As long as the conversation"),
        seen_by=_("Officials, and whoever audits the city"),
        models=("participation.Conversation", "participation.StatementStep"),
    ),
)
