import chiron.core.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('audience', models.CharField(choices=[('everybody', 'Everybody in the cohort'), ('mentees', 'All mentees'), ('mentors', 'All mentors'), ('invited', 'Those who have not applied yet'), ('waiting', 'Mentees who have nobody yet'), ('not_met', 'Those who have begun and have not met')], max_length=10)),
                ('words', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('state', models.CharField(default='draft', max_length=9)),
                ('made_at', models.DateTimeField()),
                ('send_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('expires_on', models.DateField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='announcements', to='people.person')),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='announcements', to='programmes.cohort')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='announcements', to='people.institution')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'send_at'], name='announcement_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'scheduled', 'sent', 'revoked'])), name='announcement_state_known'), models.CheckConstraint(condition=models.Q(('audience__in', ['everybody', 'mentees', 'mentors', 'invited', 'waiting', 'not_met'])), name='announcement_audience_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'scheduled'), _negated=True), ('send_at__isnull', False), _connector='OR'), name='announcement_scheduled_for_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='announcement_sent_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Cv',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('sections', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('file', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('file_size', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='cv', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('skill', 'Skill'), ('identity', 'Identity'), ('leadership', 'Leadership'), ('career', 'Career'), ('research', 'Research'), ('personal', 'Personal')], max_length=12)),
                ('state', models.CharField(default='open', max_length=8)),
                ('title', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('evidence', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('measure', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('review_on', models.DateField(null=True)),
                ('set_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='people.institution')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'state'], name='goal_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['skill', 'identity', 'leadership', 'career', 'research', 'personal'])), name='goal_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'met', 'let_go'])), name='goal_state_known')],
            },
        ),
        migrations.CreateModel(
            name='GoalChange',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('sequence', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('before', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='relationships.goal')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('goal', 'sequence'), name='goal_change_once')],
            },
        ),
        migrations.CreateModel(
            name='NeedsReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('chosen', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs_reviews', to='programmes.enrolment')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'number'), name='needs_review_once')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('words', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('begun_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('enrolment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='plan', to='programmes.enrolment')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plans', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('way', models.CharField(max_length=5)),
                ('dismissed_at', models.DateTimeField(null=True)),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='relationships.announcement')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('announcement', 'person'), name='receipt_once'), models.CheckConstraint(condition=models.Q(('way__in', ['mail', 'today', 'later'])), name='receipt_way_known')],
            },
        ),
        migrations.CreateModel(
            name='Relationship',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(default='offered', max_length=10)),
                ('offered_at', models.DateTimeField()),
                ('began_at', models.DateTimeField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('run_id', models.UUIDField(null=True)),
                ('carried_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='carried_on', to='programmes.cohort')),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relationships', to='programmes.cohort')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relationships', to='people.institution')),
            ],
            options={
                'indexes': [models.Index(fields=['cohort', 'state'], name='relationship_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['offered', 'active', 'closing', 'suspended', 'ended', 'withdrawn', 'declined', 'expired'])), name='relationship_state_known')],
            },
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('question', models.CharField(max_length=80)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('opened_on', models.DateField()),
                ('outcome', models.CharField(blank=True, max_length=10)),
                ('outcome_at', models.DateTimeField(null=True)),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_ins', to='relationships.relationship')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('relationship', 'question', 'number'), name='check_in_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'together'])), name='check_in_outcome_known')],
            },
        ),
        migrations.CreateModel(
            name='CheckInAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('answered_at', models.DateTimeField()),
                ('said', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('wishes_talk', models.BooleanField(default=False)),
                ('talked_at', models.DateTimeField(null=True)),
                ('check_in', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='relationships.checkin')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_in_answers', to='people.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('talked_at__isnull', True), ('wishes_talk', True)), fields=['answered_at'], name='talk_wished')],
                'constraints': [models.UniqueConstraint(fields=('check_in', 'person'), name='check_in_answered_once')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('state', models.CharField(default='booked', max_length=10)),
                ('starts_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('zone', models.CharField(max_length=64)),
                ('wall', models.CharField(max_length=16)),
                ('form', models.CharField(choices=[('in_person', 'In person'), ('video', 'By video'), ('phone', 'By telephone')], default='in_person', max_length=10)),
                ('place', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('link', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('topics', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('written_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings_booked', to='people.person')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='relationships.relationship')),
            ],
            options={
                'indexes': [models.Index(fields=['relationship', 'starts_at'], name='meetings_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['booked', 'held', 'missed', 'cancelled'])), name='meeting_state_known'), models.CheckConstraint(condition=models.Q(('form__in', ['in_person', 'video', 'phone'])), name='meeting_form_known'), models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 480)), name='meeting_5_to_480_minutes')],
            },
        ),
        migrations.CreateModel(
            name='Attendee',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('answer', models.CharField(default='waiting', max_length=10)),
                ('answered_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('answer_key', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='people.person')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendees', to='relationships.meeting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'person'), name='attendee_once'), models.CheckConstraint(condition=models.Q(('answer__in', ['waiting', 'accepted', 'declined'])), name='attendee_answer_known')],
            },
        ),
        migrations.CreateModel(
            name='MeetingNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('text', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('written_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField(null=True)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='relationships.meeting')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_notes', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'person'), name='one_note_a_person_and_meeting')],
            },
        ),
        migrations.CreateModel(
            name='MeetingTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField()),
                ('from_state', models.CharField(blank=True, max_length=20)),
                ('to_state', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='relationships.meeting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'sequence'), name='meeting_transition_once'), models.CheckConstraint(condition=models.Q(models.Q(('from_state', ''), ('to_state', 'booked')), models.Q(('from_state', ''), ('to_state', 'held')), models.Q(('from_state', 'booked'), ('to_state', 'held')), models.Q(('from_state', 'booked'), ('to_state', 'missed')), models.Q(('from_state', 'booked'), ('to_state', 'cancelled')), models.Q(('from_state', 'missed'), ('to_state', 'held')), models.Q(('from_state', 'held'), ('to_state', 'missed')), _connector='OR'), name='meeting_transition_legal')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('mentee', 'mentee'), ('mentor', 'mentor'), ('facilitator', 'facilitator'), ('member', 'member')], max_length=12)),
                ('answer', models.CharField(default='asked', max_length=10)),
                ('answered_at', models.DateTimeField(null=True)),
                ('left_at', models.DateTimeField(null=True)),
                ('reminders', models.PositiveSmallIntegerField(default=0)),
                ('why', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('reason', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='programmes.enrolment')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='people.person')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='relationships.relationship')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('relationship', 'person'), name='member_once'), models.CheckConstraint(condition=models.Q(('answer__in', ['asked', 'accepted', 'declined', 'lapsed'])), name='member_answer_known')],
            },
        ),
        migrations.CreateModel(
            name='AnswerTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField()),
                ('from_state', models.CharField(blank=True, max_length=20)),
                ('to_state', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='relationships.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'sequence'), name='answer_transition_once'), models.CheckConstraint(condition=models.Q(models.Q(('from_state', ''), ('to_state', 'asked')), models.Q(('from_state', ''), ('to_state', 'accepted')), models.Q(('from_state', 'asked'), ('to_state', 'accepted')), models.Q(('from_state', 'asked'), ('to_state', 'declined')), models.Q(('from_state', 'asked'), ('to_state', 'lapsed')), models.Q(('from_state', 'lapsed'), ('to_state', 'asked')), _connector='OR'), name='answer_transition_legal')],
            },
        ),
        migrations.CreateModel(
            name='PlanReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('words', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('shown_at', models.DateTimeField()),
                ('met_on', models.DateField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='relationships.plan')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plan_reviews', to='relationships.relationship')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('plan', 'relationship', 'number'), name='plan_review_once')],
            },
        ),
        migrations.CreateModel(
            name='PlanView',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('viewed_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to='relationships.planreview')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('review', 'person'), name='plan_viewed_once')],
            },
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('rated_at', models.DateTimeField()),
                ('said', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='people.person')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='relationships.relationship')),
            ],
            options={
                'indexes': [models.Index(fields=['relationship', 'person', 'rated_at'], name='rating_by_time')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='programmes.enrolment')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='relationships.relationship')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'number'), name='place_taken_once'), models.UniqueConstraint(fields=('enrolment', 'relationship'), name='one_place_a_relationship'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='place_numbered')],
            },
        ),
        migrations.CreateModel(
            name='Nudge',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('sign', models.CharField(max_length=20)),
                ('since', models.DateField()),
                ('people_told_at', models.DateTimeField()),
                ('coordinator_told_at', models.DateTimeField(null=True)),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nudges', to='relationships.relationship')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('relationship', 'sign', 'since'), name='nudge_once'), models.CheckConstraint(condition=models.Q(('sign__in', ('no_first_meeting', 'no_meeting'))), name='nudge_sign_known')],
            },
        ),
        migrations.CreateModel(
            name='NeedsPrompt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('has_gap', models.BooleanField()),
                ('relationship', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='needs_prompt', to='relationships.relationship')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('text', chiron.core.fields.EncryptedTextField(editable=True)),
                ('written_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='people.person')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='relationships.relationship')),
            ],
            options={
                'indexes': [models.Index(fields=['relationship', 'written_at'], name='message_by_time')],
            },
        ),
        migrations.CreateModel(
            name='GoalShare',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('shared_at', models.DateTimeField()),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='relationships.goal')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goal_shares', to='relationships.relationship')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('goal', 'relationship'), name='goal_shared_once')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('state', models.CharField(default='open', max_length=10)),
                ('question', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('sheet', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('choice', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('why', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('outcome', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('decide_on', models.DateField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('revisit_on', models.DateField(null=True)),
                ('revisited_at', models.DateTimeField(null=True)),
                ('reminded_on', models.DateField(null=True)),
                ('begun_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='people.institution')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='people.person')),
                ('relationship', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='relationships.relationship')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'decide_on', 'revisit_on'], name='decisions_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'made', 'revisited'])), name='decision_state_known')],
            },
        ),
        migrations.CreateModel(
            name='CvShare',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('shared_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('cv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='relationships.cv')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cv_shares', to='people.person')),
                ('meeting', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='cv_shares', to='relationships.meeting')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cv_shares', to='relationships.relationship')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('meeting__isnull', True), ('revoked_at__isnull', True)), fields=('cv', 'relationship'), name='cv_shared_once'), models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('cv', 'meeting'), name='cv_shared_once_a_meeting')],
            },
        ),
        migrations.CreateModel(
            name='Correspondent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('limits_read_at', models.DateTimeField(null=True)),
                ('duty_to_report', models.CharField(blank=True, max_length=7)),
                ('read_to', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='correspondences', to='people.person')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='correspondents', to='relationships.relationship')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('relationship', 'person'), name='correspondent_once'), models.CheckConstraint(condition=models.Q(('duty_to_report__in', ['', 'yes', 'no', 'unsure'])), name='correspondent_duty_known')],
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('text', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('due_on', models.DateField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='people.person')),
                ('writer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments_written', to='people.person')),
                ('meeting', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='relationships.meeting')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='relationships.relationship')),
            ],
            options={
                'indexes': [models.Index(fields=['relationship', 'made_at'], name='commitments_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('opening', models.PositiveIntegerField()),
                ('achieved', chiron.core.fields.EncryptedTextField(editable=True)),
                ('learned', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('wish', models.CharField(max_length=10)),
                ('becomes_mentor', models.BooleanField(default=False)),
                ('said_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closings', to='people.person')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closings', to='relationships.relationship')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('relationship', 'person', 'opening'), name='closing_said_once'), models.CheckConstraint(condition=models.Q(('wish__in', ['renew', 'informal', 'rematch', 'rest'])), name='closing_wish_known')],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(default='proposed', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('in_force_at', models.DateTimeField(null=True)),
                ('points', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='relationships.relationship')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('relationship', 'number'), name='agreement_version_once'), models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('relationship',), name='one_agreement_in_force'), models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('relationship',), name='one_agreement_proposed'), models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'in_force', 'replaced'])), name='agreement_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'in_force'), _negated=True), ('in_force_at__isnull', False), _connector='OR'), name='agreement_in_force_since')],
            },
        ),
        migrations.CreateModel(
            name='AgendaPoint',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('key', models.CharField(blank=True, max_length=80)),
                ('text', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('minutes', models.PositiveSmallIntegerField(default=10)),
                ('added_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda_points', to='people.person')),
                ('meeting', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='points', to='relationships.meeting')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda_points', to='relationships.relationship')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('meeting', 'key'), name='suggestion_dropped_once')],
            },
        ),
        migrations.CreateModel(
            name='RelationshipTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField()),
                ('from_state', models.CharField(blank=True, max_length=20)),
                ('to_state', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='relationships.relationship')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('relationship', 'sequence'), name='relationship_transition_once'), models.CheckConstraint(condition=models.Q(models.Q(('from_state', ''), ('to_state', 'offered')), models.Q(('from_state', ''), ('to_state', 'active')), models.Q(('from_state', 'offered'), ('to_state', 'active')), models.Q(('from_state', 'offered'), ('to_state', 'declined')), models.Q(('from_state', 'offered'), ('to_state', 'withdrawn')), models.Q(('from_state', 'offered'), ('to_state', 'expired')), models.Q(('from_state', 'offered'), ('to_state', 'suspended')), models.Q(('from_state', 'active'), ('to_state', 'closing')), models.Q(('from_state', 'active'), ('to_state', 'ended')), models.Q(('from_state', 'active'), ('to_state', 'suspended')), models.Q(('from_state', 'active'), ('to_state', 'withdrawn')), models.Q(('from_state', 'closing'), ('to_state', 'active')), models.Q(('from_state', 'closing'), ('to_state', 'ended')), models.Q(('from_state', 'closing'), ('to_state', 'suspended')), models.Q(('from_state', 'closing'), ('to_state', 'withdrawn')), models.Q(('from_state', 'suspended'), ('to_state', 'offered')), models.Q(('from_state', 'suspended'), ('to_state', 'active')), models.Q(('from_state', 'suspended'), ('to_state', 'closing')), models.Q(('from_state', 'suspended'), ('to_state', 'ended')), models.Q(('from_state', 'suspended'), ('to_state', 'withdrawn')), _connector='OR'), name='relationship_transition_legal')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('learning', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('signed_at', models.DateTimeField(null=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='relationships.agreement')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agreement', 'person'), name='signature_once')],
            },
        ),
        migrations.CreateModel(
            name='TutoringEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('is_observed', models.BooleanField()),
                ('skill', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('keep', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('change', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('next_step', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('written_at', models.DateTimeField()),
                ('corrected_at', models.DateTimeField(null=True)),
                ('goal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tutoring', to='relationships.goal')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tutoring', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tutoring_written', to='people.person')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tutoring', to='relationships.relationship')),
            ],
            options={
                'indexes': [models.Index(fields=['relationship', 'on'], name='tutoring_in_order')],
            },
        ),
    ]
