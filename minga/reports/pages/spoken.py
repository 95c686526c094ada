"""What the modules of the citizen's pages say, in the reader's language, as one JSON block."""

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def _common() -> dict[str, Any]:
    return {
        "sprite": static("vendor/icons.svg"),
        "photo_number": _("Photo {number}"),
        "photo_remove": _("Remove photo {number}"),
        "photo_removed": _("Photo removed."),
        "photo_added": _("Photo ready."),
        "photo_full": _("Five photos are the most."),
        "photo_large": _("That file is larger than 10 MB, so it stays out."),
        "photo_working": _("Making it small…"),
        "voice_start": _("Record my voice"),
        "voice_stop": pgettext("recording", "Stop"),
        "voice_on": _("Recording. Press again to stop; it stops by itself after a minute."),
        "voice_ready": _("Recorded. You can hear it before it goes."),
        "voice_removed": _("Voice note removed."),
        "voice_refused": _("The browser does not let Minga use the microphone."),
        "copied": _("Copied"),
    }


def words_of_filing() -> dict[str, Any]:
    """For the page that files a report."""
    return _common() | _places() | _waiting() | _outcomes()


def _places() -> dict[str, str]:
    return {
        "place_searching": _("Looking for your position…"),
        "place_denied": _("The phone does not share its position. Tell us the place below."),
        "place_unavailable": _("The phone does not find its position. Tell us the place below."),
        "place_unsupported": _("This browser gives no position. Tell us the place below."),
        "place_outside": _("That point is outside the city this service covers."),
        "place_taken": _("Position taken{accuracy}."),
        "place_area": _("In {area}{accuracy}."),
        "place_near": _("Near {near}{accuracy}."),
        "place_near_area": _("Near {near}, {area}{accuracy}."),
        "place_address": _("“{address}”: the control centre will find the point."),
        "place_answers": _("{body} answers."),
        "search_found": _("{count} places found. Use the arrow keys."),
        "search_none": _("No known place is called that; your words will do."),
        "choose_kind": _("Please choose what it is."),
        "choose_place": _("Please tell where: a point on the map or an address."),
    }


def _waiting() -> dict[str, str]:
    return {
        "waiting_one": _("1 report waits for signal"),
        "waiting_many": _("{count} reports wait for signal"),
        "waiting_signal": _("Waits for signal."),
        "waiting_going": _("Going out…"),
        "waiting_again": _("Did not go through. Next try at {time}."),
        "waiting_held": _("The city asked for a pause. Next try at {time}."),
        "waiting_files": _("Sent as {receipt}. Photos or voice are still going up."),
        "waiting_since": _("Kept {since}"),
        "waiting_mend": _("Change"),
        "waiting_discard": _("Throw away"),
        "waiting_sure": _("Throw this report away? It has not been sent."),
        **words_of_mine(),
    }


def words_of_mine() -> dict[str, str]:
    """What the list of this phone's own reports says."""
    return {
        "mine_hidden": _(
            "The city has taken this report out of the public pages. You still see it."
        ),
    }


def _outcomes() -> dict[str, str]:
    return {
        "sent_sending_title": _("Sending…"),
        "sent_sending_words": _("Your report is already safe on this phone."),
        "sent_done_title": _("Done! Your report is in."),
        "sent_done_words": _("Keep the receipt: with it you find your report from anywhere."),
        "sent_kept_title": _("Kept on this phone"),
        "sent_kept_words": _("There is no signal. It goes out by itself, once, when there is."),
        "sent_held_title": _("Kept on this phone"),
        "sent_held_words": _("Many reports are coming in. Yours goes out by itself in a moment."),
        "similar_one": _("1 neighbour has reported this nearby:"),
        "similar_many": _("{count} neighbours have reported this nearby:"),
        "similar_one_away": _("{receipt}, {metres} m away"),
    }


def words_of_receipt() -> dict[str, Any]:
    """For a report's own page."""
    return _common() | {
        "sending": _("Sending…"),
        "files_kept": _("Kept on this phone; it goes up when there is signal."),
        "files_sent": _("It is with the officials now. Thank you."),
        "no_signal": _("There is no signal. Nothing has changed; please try again later."),
        "not_fixed_done": _("Thank you. The report is open again and back with its owner."),
        "reply_done": _("Thank you. The officials see it now."),
        "no_position": _("Your phone does not tell its position. Nothing was sent."),
        "forget_sure": _("Erase your words, photos, voice and contact for ever?"),
        "forget_done": _("Erased. The place and what was done stay, without your words."),
    }
