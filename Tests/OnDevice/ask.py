# Writes all questions to one file and their answers, which come from elsewhere, to another.
# Usage: ask.py QUESTIONS ANSWERS. Must never be told what the firmware answers.

import sys

import pause_answers
import reply_answers
import schedule_answers
import settings_answers
import zone_answers

with open(sys.argv[1], "wb") as questions, open(sys.argv[2], "w", encoding="ascii") as answers:
    for source in (zone_answers, reply_answers, pause_answers, schedule_answers, settings_answers):
        for question, answer in source.questions():
            questions.write(question)
            print(answer, file=answers)
    questions.write(b"\0")
    print("end", file=answers)
