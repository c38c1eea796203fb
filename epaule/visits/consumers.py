"""The three sockets: the room, the helper's bell, the waiting page. Parse, act, answer; nothing else."""

from collections.abc import Callable
from typing import Any

from epaule.people.models import Person
from epaule.requests import actions as requests_actions
from epaule.requests.models import HelpRequest, RequestState
from epaule.requests.rules import can_be_rung
from epaule.visits import actions, live, protocol
from epaule.visits.errors import NotYourVisit, UnknownParticipant, VisitOver
from epaule.visits.models import NEWCOMERS, Participant, VisitState
from epaule.visits.peers import listeners
from epaule.visits.queries import (
    cards_ringing_for,
    others_of,
    participant_of,
    request_awaited_by,
    request_changed,
)
from epaule.visits.snapshot import room_snapshot
from epaule.visits.sockets import PageSocket, in_thread


def _end(by: Participant) -> None:
    """One of the two ends the visit; a newcomer only leaves it."""
    (actions.step_out if by.role in NEWCOMERS else actions.end_visit)(participant=by)


DOES: dict[type[protocol.Message], Callable[[Participant, Any], Any]] = {
    protocol.SendChat: lambda by, it: actions.say(participant=by, client_id=it.client_id, text=it.text),
    protocol.SetSharing: lambda by, it: actions.set_sharing(participant=by, on=it.on, surface=it.surface),
    protocol.SetHidden: lambda by, it: actions.set_hidden(participant=by, on=it.on),
    protocol.ConfirmTrust: lambda by, it: actions.confirm_trust(participant=by),
    protocol.AskHand: lambda by, it: actions.ask_hand(participant=by, rung=it.rung),
    protocol.SetHand: lambda by, it: actions.set_hand(participant=by, to=it.participant, rung=it.rung),
    protocol.SetStage: lambda by, it: actions.set_stage(participant=by, file=it.file),
    protocol.Admit: lambda by, it: actions.admit(by=by, participant_id=it.participant, yes=it.yes),
    protocol.Prolong: lambda by, it: actions.prolong(participant=by),
    protocol.EndVisit: lambda by, it: _end(by),
}
"""What a participant's message does to the visit: one action each."""


class RoomConsumer(PageSocket):
    """`/ws/visite/<public id>/`: participants of that visit only."""

    accepts = protocol.RoomToServer

    async def admit(self) -> list[str]:
        participant = None
        if self.scope["user"].is_authenticated:
            participant = await in_thread(
                participant_of, self.scope["user"], self.scope["url_route"]["kwargs"]["public_id"]
            )
        if participant is None:
            raise NotYourVisit()
        if participant.visit.state != VisitState.OPEN:
            raise VisitOver()
        self.participant: Participant = participant
        self.others = await self.those_inside()
        return [live.room_group(participant.visit.public_id), live.participant_group(participant.public_id)]

    async def handle(self, message: Any) -> None:
        match message:
            case protocol.Join(after_line=after_line):
                await in_thread(actions.enter, participant=self.participant, connection=self.connection)
                await self.tell(await in_thread(room_snapshot, self.participant, after_line))
            case protocol.Ping():
                await in_thread(actions.note_alive, participant=self.participant, connection=self.connection)
                await self.tell(protocol.Pong())
            case protocol.SendSignal():
                await self.relay(message)
            case protocol.PeerSend(message=said):
                await self.pass_on(said)
            case _:
                await in_thread(DOES[type(message)], self.participant, message)

    async def those_inside(self) -> set[str]:
        """Public ids of the others."""
        return {other.public_id for other in await in_thread(others_of, self.participant)}

    async def relay(self, message: protocol.SendSignal) -> None:
        """Negotiation goes to the named participant of this same visit, and to nobody else."""
        if message.to not in self.others:
            # He may have come in since.
            self.others = await self.those_inside()
        if message.to not in self.others:
            raise UnknownParticipant()
        signal = protocol.Signal(
            sender=self.participant.public_id,
            link=message.link,
            description=message.description,
            candidate=message.candidate,
            restart=message.restart,
        )
        await self.channel_layer.group_send(live.participant_group(message.to), live.envelope(signal))

    async def pass_on(self, said: protocol.PeerToPeer) -> None:
        """To the pages of the others, in place of the data channel."""
        message = live.envelope(protocol.PeerSaid(sender=self.participant.public_id, message=said))
        for listener in await in_thread(listeners, self.participant, said):
            await self.channel_layer.group_send(live.participant_group(listener), message)

    async def gone(self) -> None:
        await in_thread(actions.leave, participant=self.participant, connection=self.connection)


class BellConsumer(PageSocket):
    """`/ws/aider/`: a helper's desk; what rings is decided by `requests`."""

    accepts = protocol.BellToServer

    async def admit(self) -> list[str]:
        person = self.scope["user"]
        if not person.is_authenticated or not can_be_rung(person):
            raise NotYourVisit()
        self.person: Person = person
        return [live.bell_group(person.pk)]

    async def welcome(self) -> None:
        """What began to ring while the page was opening, or cut off, rings now."""
        await in_thread(requests_actions.note_helper_page_alive, by=self.person)
        await in_thread(requests_actions.ring_late_comer, by=self.person)
        for card in await in_thread(cards_ringing_for, self.person):
            await self.tell(protocol.Ring(card))

    async def handle(self, message: Any) -> None:
        await in_thread(requests_actions.note_helper_page_alive, by=self.person)
        await self.tell(protocol.Pong())


class WaitingConsumer(PageSocket):
    """`/ws/demande/<public id>/`: the page of the person who waits."""

    accepts = protocol.WaitingToServer

    async def admit(self) -> list[str]:
        self.public_id = self.scope["url_route"]["kwargs"]["public_id"]
        if not self.scope["user"].is_authenticated or await self.request() is None:
            raise NotYourVisit()
        return [live.waiting_group(self.public_id)]

    async def request(self) -> HelpRequest | None:
        return await in_thread(request_awaited_by, self.scope["user"], self.public_id)

    async def welcome(self) -> None:
        """Somebody may have accepted while the page was opening, or cut off."""
        request = await self.request()
        if request is not None and request.state != RequestState.PUBLISHED:
            await self.tell(request_changed(request))

    async def handle(self, message: Any) -> None:
        await self.tell(protocol.Pong())
