"""The coordinator's cockpit with 10,000 living pairs, in a database of its own. `python bench/cockpit.py [pairs]`

Prints a line a page: milliseconds until the complete response (the first byte comes with the last: pages are not
streamed), the median and the slowest of fifteen, and the queries. Each pair has two members, a place, three meetings
held and, one in two, one booked; nine in ten signed their agreement, one in ten has a message nobody opened. Beside
each time stands the processor's own, for machines that do other things, too. Exit code 0 where the cockpit takes less
than 200 ms and the number of queries is that of thirty pairs.
"""

import gc
import random
import statistics
import sys
import time
from datetime import timedelta
from uuid import uuid4

import lists

LIMIT = 200
SAMPLES = 15


def pairs(made, chen, count):
    """A cohort of *count* pairs that began up to three hundred days ago."""
    from chiron.core import clock
    from chiron.people.models import Person
    from chiron.programmes.models import Cohort, Enrolment
    from chiron.relationships.models import Agreement, Correspondent, Meeting, Member, Place, Relationship

    luck, now = random.Random(count), clock.now()
    cohort = Cohort.objects.create(
        programme=made, name=f"Of {count}", starts_on=clock.today() - timedelta(days=300),
        ends_on=clock.today() + timedelta(days=65),
    )  # fmt: skip
    rows = {
        name: []
        for name in ("person", "enrolment", "relationship", "member", "place", "meeting", "reader", "agreement")
    }
    for number in range(count):
        began = now - timedelta(days=luck.randint(1, 300))
        pair = Relationship(
            institution_id=made.institution_id, cohort=cohort, kind="dyad", state="active", offered_at=began,
            began_at=began, ends_on=cohort.ends_on,
        )  # fmt: skip
        rows["relationship"].append(pair)
        for side in ("mentee", "mentor"):
            who = Person(institution_id=made.institution_id, name=f"{side} {number}", email=f"{uuid4().hex}@b.example")
            enrolled = Enrolment(cohort=cohort, person=who, side=side, state="matched", applied_at=began)
            rows["person"].append(who)
            rows["enrolment"].append(enrolled)
            member = Member(relationship=pair, person=who, enrolment=enrolled, role=side, answer="accepted")
            rows["member"].append(member)
        rows["place"].append(Place(enrolment=rows["enrolment"][-1], number=1, relationship=pair))
        if number % 10:
            rows["agreement"].append(
                Agreement(relationship=pair, number=1, state="in_force", made_at=began, in_force_at=began, points={})
            )
        else:
            told = now - timedelta(days=luck.randint(1, 30))
            rows["reader"].append(Correspondent(relationship=pair, person=rows["person"][-1], told_at=told))
        for at in (*(luck.uniform(0, (now - began).days) for _ in range(3)), *([-luck.randint(1, 30)] * (number % 2))):
            starts = now - timedelta(days=at)
            rows["meeting"].append(
                Meeting(
                    relationship=pair, created_by=rows["person"][-1], state="held" if at >= 0 else "booked",
                    starts_at=starts, minutes=45, zone="UTC", wall=f"{starts:%Y-%m-%dT%H:%M}", written_at=now,
                )
            )  # fmt: skip
    models = [Person, Enrolment, Relationship, Member, Place, Meeting, Correspondent, Agreement]
    for model, made_rows in zip(models, rows.values(), strict=True):
        model.objects.bulk_create(made_rows, batch_size=1000)
    return cohort


def measured(browser, url):
    """Milliseconds of fifteen answers (median, slowest, median of the processor's own), and the queries of one."""
    gc.collect()  # what was made above is no part of a web process: its collector must not walk it
    gc.freeze()
    times, own = [], []
    for _ in range(SAMPLES + 1):
        began, busy = time.perf_counter(), time.process_time()
        answer = browser.get(url)
        times.append((time.perf_counter() - began) * 1000)
        own.append((time.process_time() - busy) * 1000)
        assert answer.status_code == 200, url
    figures = statistics.median(times[1:]), max(times[1:]), statistics.median(own[1:])
    return *figures, lists.queries_of(browser, url)


def main(count):
    lists.start()
    from django.urls import reverse

    from chiron.people.models import Account

    made, chen, browser = lists.programme()
    url = reverse("cockpit")
    pairs(made, chen, 30)
    *_small, few = measured(browser, url)
    pairs(made, chen, count)
    median, slowest, own, many = measured(browser, url)
    print(
        f"cockpit of {count:,} pairs: {median:.0f} ms (slowest {slowest:.0f}, own {own:.0f}), "
        f"{many} queries ({few} at 30 pairs)"
    )
    beside, slowest, own, asked = measured(browser, reverse("overview"))
    print(f"the overview beside it: {beside:.0f} ms (slowest {slowest:.0f}, own {own:.0f}), {asked} queries")
    median_today, _worst, own, asked = measured(browser, reverse("today"))
    print(f"Today of their coordinator: {median_today:.0f} ms (own {own:.0f}), {asked} queries")
    mentee = chen.institution.people.filter(enrolments__side="mentee").first()
    mentee.account = Account.objects.create_user(mentee.email)
    mentee.save()
    median_mentee, _worst, own, asked = measured(lists.browser_of(mentee), reverse("today"))
    print(f"Today of a mentee among them: {median_mentee:.0f} ms (own {own:.0f}), {asked} queries")
    return 0 if median < LIMIT and many == few else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
