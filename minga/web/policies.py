"""The role × route table: who may use which route. A route that is not here stays shut.

Object access (whose report?) is asked again inside: actions refuse, queries narrow.
"""

from enum import Enum


class Need(Enum):
    """What a route asks of who comes."""

    ANYWHERE = "anybody, even before there is a city"
    ANYBODY = "anybody, in a city"
    PERSON = "somebody signed in"
    OFFICIAL = "an official of the city"
    DISPATCHER = "an operator of the control centre"
    FACILITATOR = "somebody who opens and runs workshops of the city"
    LINK = "who has the link: signed, or good for one time (asked inside)"
    CODE = "who has the workshop's code (asked inside)"
    SEAT = "who has a seat: its token, or its cookie (asked inside)"
    KEY = "who runs the workshop: by its link, or as a facilitator of the city (asked inside)"
    AUTHOR = "who has the author's token (asked inside)"
    RIDE = "a phone with the secret of its ride, or of the bus it shares (asked inside)"
    PART = "somebody with a part in the city's programme (which part, is asked inside)"
    PROGRAMME_LEAD = "somebody who runs the city's programme"
    TRANSIT = "somebody who keeps the city's public transport"
    AUDITOR = "somebody who audits the city: reads, and changes nothing"
    WARNER = "who warns passengers: public transport or the control centre"
    NOBODY = "nobody"


SECRETS = (Need.LINK, Need.CODE, Need.SEAT, Need.KEY, Need.AUTHOR, Need.RIDE)
"""What a route asks for itself: the gate lets pass, and the view refuses whoever has it not."""

OWN_ACCOUNT = frozenset({"web:account", "web:sign_out_everywhere"})
"""What an auditor may still send, besides signing in and out: it changes their own account only."""


POLICIES: dict[str, Need] = {
    # the shell
    "home": Need.ANYBODY,
    "set_language": Need.ANYWHERE,
    "web:health": Need.ANYWHERE,
    "web:manifest": Need.ANYWHERE,
    "web:worker": Need.ANYWHERE,
    "web:offline": Need.ANYWHERE,
    "web:favicon": Need.ANYWHERE,
    "web:map_style": Need.ANYBODY,
    "web:privacy": Need.ANYBODY,
    "web:sign_in": Need.ANYWHERE,
    "web:sign_out": Need.ANYWHERE,
    "web:enter": Need.LINK,
    "web:account": Need.PERSON,
    "web:sign_out_everywhere": Need.PERSON,
    "web:audit": Need.AUDITOR,
    "web:end_access": Need.PERSON,  # whom one leads is asked inside
    "web:media": Need.LINK,
    "web:published": Need.ANYBODY,
    "live:public": Need.ANYBODY,
    "live:control": Need.OFFICIAL,
    "live:workshop": Need.CODE,
    # citizens
    "reports:file": Need.ANYBODY,
    "reports:receipt": Need.ANYBODY,
    "reports:map": Need.ANYBODY,
    "reports:list": Need.ANYBODY,
    "reports:find": Need.ANYBODY,
    # the alarm of a ride; what the server follows is asked for with the ride's secret
    "transit:plan": Need.ANYBODY,
    "transit:plan_sheet": Need.ANYBODY,
    "transit:ride": Need.ANYBODY,
    "transit:ride_lines": Need.ANYBODY,
    "transit:ride_line": Need.ANYBODY,
    "transit:ride_buses": Need.ANYBODY,
    "transit:ride_begin": Need.ANYBODY,
    "transit:ride_notices": Need.RIDE,
    "transit:ride_verb": Need.RIDE,
    # the control room
    "control:room": Need.OFFICIAL,
    "control:rows": Need.OFFICIAL,
    "control:points": Need.OFFICIAL,
    "control:file": Need.DISPATCHER,
    "control:report": Need.OFFICIAL,
    "control:links": Need.OFFICIAL,
    "control:verb": Need.OFFICIAL,
    # the workshop room: seat and facilitator are asked inside, by cookie or role
    "participation:enter": Need.ANYBODY,
    "participation:workshops": Need.FACILITATOR,
    "participation:room": Need.CODE,
    "participation:join": Need.CODE,
    "participation:note": Need.SEAT,
    "participation:wall": Need.CODE,
    "participation:minutes_pdf": Need.SEAT,  # with names for the key alone
    "participation:minutes_xlsx": Need.SEAT,
    "participation:paper": Need.KEY,
    "participation:paper_file": Need.KEY,
    "participation:run": Need.KEY,
    "participation:door": Need.KEY,
    "participation:codes": Need.KEY,
    "participation:renew_link": Need.PERSON,
    "participation:seat_api": Need.CODE,  # the API behind it asks for the seat
    "participation:run_api": Need.CODE,  # the API behind it asks for the key
    # conversations: the seat is asked inside, by cookie
    "opinions:conversations": Need.ANYBODY,
    "opinions:new": Need.FACILITATOR,
    "opinions:conversation": Need.ANYBODY,
    "opinions:answer": Need.ANYBODY,
    "opinions:say": Need.ANYBODY,
    "opinions:erase": Need.SEAT,
    "opinions:result": Need.ANYBODY,
    "opinions:log": Need.ANYBODY,
    "opinions:export": Need.ANYBODY,
    "opinions:moderation": Need.FACILITATOR,
    "opinions:verb": Need.FACILITATOR,
    # the programme; who has a part in a phase is asked inside
    "programme:programmes": Need.ANYBODY,
    "programme:programme": Need.ANYBODY,
    "programme:desk": Need.PART,
    "programme:phase_verb": Need.PART,
    "programme:begin": Need.PROGRAMME_LEAD,
    "programme:part": Need.PART,
    "programme:hold": Need.PART,
    "programme:split": Need.PART,
    "programme:thank": Need.PART,
    "programme:nodes": Need.ANYBODY,
    "programme:add": Need.PART,
    "programme:merge": Need.PART,
    "programme:node": Need.ANYBODY,
    "programme:edit": Need.PART,
    "programme:verb": Need.PART,
    "programme:bring": Need.PART,
    "programme:inventory": Need.PART,
    "programme:inventory_sheet": Need.ANYBODY,
    "programme:data": Need.ANYBODY,
    "programme:catalogue": Need.ANYBODY,
    "programme:data_programme": Need.ANYBODY,
    "programme:data_set_document": Need.ANYBODY,
    "programme:data_set": Need.ANYBODY,
    "programme:campaign": Need.ANYBODY,
    "programme:campaign_results": Need.ANYBODY,
    "programme:campaign_sheet": Need.ANYBODY,
    "programme:campaign_words": Need.PART,
    "api-1:test_answers": Need.ANYBODY,
    # partners, interviews and the challenge bank; what is not public is asked for inside
    "programme:partners": Need.ANYBODY,
    "programme:place_stake": Need.PART,
    "programme:take_partners": Need.PART,
    "programme:buy_in": Need.PART,
    "programme:partners_sheet": Need.PART,
    "programme:challenges": Need.ANYBODY,
    "programme:add_challenge": Need.PART,
    "programme:challenges_sheet": Need.ANYBODY,
    "programme:challenges_like": Need.ANYBODY,
    "programme:challenges_alike": Need.PART,
    "programme:merge_challenges": Need.PART,
    "programme:challenge_verb": Need.PART,
    "programme:propose": Need.ANYBODY,
    "programme:proposed": Need.AUTHOR,
    "programme:proposed_verb": Need.AUTHOR,
    "programme:decided": Need.ANYBODY,
    "programme:find_challenge": Need.ANYBODY,
    "programme:interviews_record": Need.ANYBODY,  # a shell for phones; sending asks who it is
    "programme:interviews_ready": Need.ANYBODY,
    "programme:interviews_send": Need.PART,
    "programme:guide_builder": Need.PART,
    "programme:note_statement": Need.PART,
    "programme:roadmap": Need.ANYBODY,
    "programme:roadmap_svg": Need.ANYBODY,
    "programme:roadmap_pdf": Need.ANYBODY,
    "programme:horizon": Need.PART,
    "programme:initiative_update": Need.PART,
    "programme:swot": Need.ANYBODY,
    "programme:swot_verb": Need.PART,
    "programme:visions": Need.ANYBODY,
    "programme:visions_verb": Need.PART,
    "programme:champions": Need.ANYBODY,
    "programme:champions_verb": Need.PART,
    # moving: what runs now
    "transit:move": Need.ANYBODY,
    "transit:near": Need.ANYBODY,
    "transit:lines": Need.ANYBODY,
    "transit:line": Need.ANYBODY,
    "transit:place": Need.ANYBODY,
    "transit:board": Need.ANYBODY,
    "transit:network": Need.ANYBODY,
    "transit:vehicles": Need.ANYBODY,
    "transit:alerts": Need.WARNER,
    "transit:alert_write": Need.WARNER,
    "transit:alert_change": Need.WARNER,
    "transit:alert_close": Need.WARNER,
    "transit:feeds": Need.TRANSIT,
    "transit:feed_verb": Need.TRANSIT,
    "transit:feed_dismiss": Need.TRANSIT,
    "transit:feed_realtime": Need.TRANSIT,
    "timetables:feed_zip": Need.ANYBODY,
    "transit:share": Need.ANYBODY,
    "transit:share_begin": Need.ANYBODY,
    "transit:share_here": Need.RIDE,
    "transit:share_end": Need.RIDE,
    "transit:draw": Need.TRANSIT,
    "transit:draw_new": Need.TRANSIT,
    "transit:draw_publish": Need.TRANSIT,
    "transit:draw_feed": Need.TRANSIT,
    "transit:draw_line": Need.TRANSIT,
    "transit:draw_erase": Need.TRANSIT,
    # the API
    "api-1:openapi-json": Need.ANYWHERE,
    "api-1:api-root": Need.ANYWHERE,
    "api-1:categories": Need.ANYBODY,
    "api-1:places": Need.ANYBODY,
    "api-1:where": Need.ANYBODY,
    "api-1:reports": Need.ANYBODY,
    "api-1:reports_geojson": Need.ANYBODY,
    "api-1:report": Need.ANYBODY,
    "api-1:report_photos": Need.AUTHOR,
    "api-1:report_voice": Need.AUTHOR,
    "api-1:report_reply": Need.AUTHOR,
    "api-1:report_not_fixed": Need.AUTHOR,
    "api-1:report_forget": Need.AUTHOR,
    "api-1:control_reports": Need.OFFICIAL,
    "api-1:control_verb": Need.OFFICIAL,
    "api-1:provenance": Need.ANYBODY,
    "api-1:transit_realtime": Need.TRANSIT,
    "api-1:transit_alerts_pb": Need.ANYBODY,
    "api-1:transit_alerts_json": Need.ANYBODY,
    "api-1:transit_vehicles_pb": Need.ANYBODY,
    "api-1:transit_vehicles_json": Need.ANYBODY,
    # plans: nobody is asked who they are
    "api-1:plan": Need.ANYBODY,
    "api-1:stoptimes": Need.ANYBODY,
    "api-1:one_to_all": Need.ANYBODY,
    "api-1:geocode": Need.ANYBODY,
    # workshops: the seat's token or the facilitator's secret is asked inside
    "api-1:workshop": Need.CODE,
    "api-1:workshop_join": Need.CODE,
    "api-1:workshop_mine": Need.SEAT,
    "api-1:workshop_forget": Need.SEAT,
    "api-1:workshop_notes": Need.SEAT,
    "api-1:workshop_note": Need.SEAT,
    "api-1:workshop_note_withdraw": Need.SEAT,
    "api-1:workshop_votes": Need.SEAT,
    "api-1:workshop_vote": Need.SEAT,
    "api-1:workshop_stance": Need.SEAT,
    "api-1:workshops": Need.FACILITATOR,
    "api-1:workshop_close": Need.KEY,
    "api-1:workshop_open": Need.KEY,
    "api-1:workshop_seats": Need.KEY,
    "api-1:workshop_seat": Need.KEY,
    "api-1:workshop_seat_end": Need.KEY,
    "api-1:workshop_take": Need.KEY,
    "api-1:workshop_crowd_end": Need.KEY,
    "api-1:workshop_crowd_weigh": Need.KEY,
    "api-1:workshop_boards": Need.KEY,
    "api-1:workshop_board": Need.KEY,
    "api-1:workshop_merge": Need.KEY,
    "api-1:workshop_note_split": Need.KEY,
    "api-1:workshop_rounds": Need.KEY,
    "api-1:workshop_round_close": Need.KEY,
    "api-1:workshop_timers": Need.KEY,
    "api-1:workshop_timer_add": Need.KEY,
    "api-1:workshop_timer_stop": Need.KEY,
    "api-1:workshop_groupings": Need.KEY,
    "api-1:workshop_draw": Need.KEY,
    "api-1:workshop_turn": Need.KEY,
    "api-1:workshop_photos": Need.KEY,
    "api-1:workshop_photo": Need.KEY,
    "api-1:workshop_minutes": Need.KEY,
    "api-1:conversations": Need.ANYBODY,
    "api-1:conversation": Need.ANYBODY,
    "api-1:conversation_join": Need.ANYBODY,
    "api-1:conversation_mine": Need.SEAT,
    "api-1:conversation_opinions": Need.SEAT,
    "api-1:conversation_statements": Need.SEAT,
    "api-1:conversation_leave": Need.SEAT,
}
