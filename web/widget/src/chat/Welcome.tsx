import { chapterQuestion, guesses } from "../suggestions";
import { TEXTS } from "../texts";
import type { Catalogue } from "./catalogue";

interface Props {
  catalogue: Catalogue;
  onAsk(question: string): void;
}

export function Welcome({ catalogue, onAsk }: Props) {
  const { notices, measures, site, failed } = catalogue;
  return (
    <div class="welcome">
      <h2 class="greeting">{TEXTS.greeting}</h2>
      <p class="greeting-more">{TEXTS.greetingMore}</p>
      {failed && <p class="muted">{TEXTS.topicsFailed}</p>}
      {notices.length > 0 && <h3>{TEXTS.topics}</h3>}
      {notices.map((notice) => (
        <section key={notice.document_number ?? notice.title} aria-label={notice.title}>
          {notices.length > 1 && <h4>{notice.title}</h4>}
          <ul class="topics">
            {notice.chapters.map((chapter) => (
              <li key={chapter.number}>
                <button type="button" onClick={() => onAsk(chapterQuestion(notice, chapter, notices))}>
                  <span>{chapter.title}</span>
                  <span class="count">{TEXTS.measuresCount(chapter.measures.length)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <Questions title={TEXTS.guesses} questions={guesses(site.suggestions, notices, measures)} onAsk={onAsk} />
    </div>
  );
}

interface QuestionsProps {
  title: string;
  questions: string[];
  onAsk(question: string): void;
}

/** Questions that can be asked with one tap. */
export function Questions({ title, questions, onAsk }: QuestionsProps) {
  if (!questions.length) return null;
  return (
    <div class="questions" role="group" aria-label={title}>
      <h3 aria-hidden="true">{title}</h3>
      <ul>
        {questions.map((question) => (
          <li key={question}>
            <button type="button" onClick={() => onAsk(question)}>
              {question}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
