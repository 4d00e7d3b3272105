/** What moves in a report: filters over the samples, and the arrow keys that walk through those that are left. */
export const pageScript = `
const form = document.querySelector('.filters');
const samples = [...document.querySelectorAll('.sample')];
const shown = () => samples.filter((sample) => !sample.hidden);
function filter() {
  const stage = form.stage.value, outcome = form.outcome.value;
  for (const sample of samples) {
    const has = !outcome || JSON.parse(sample.dataset.outcomes).includes(outcome);
    sample.hidden = !has || (stage !== '' && sample.dataset.stage !== stage);
    for (const answer of sample.querySelectorAll('.answer'))
      answer.classList.toggle('other', outcome !== '' && answer.dataset.outcome !== outcome);
  }
  form.querySelector('output').value = shown().length + ' of ' + samples.length;
}
form?.addEventListener('change', filter);
form?.addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('keydown', (event) => {
  const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!move || event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.('select')) return;
  const list = shown(), at = list.indexOf(document.activeElement);
  const next = list[at < 0 ? 0 : at + move];
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView();
  history.replaceState(null, '', '#' + next.id);
});
`;
