/** Shows one sample at a time: filters, keys, and links of the form #s=<step>.<question>.<answer>. */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('.filters'));
const samples = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.sample'))];

if (form && samples.length > 0) {
  const stops = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.index a'))];
  const nav = /** @type {HTMLElement} */ (document.querySelector('.index'));
  const about = /** @type {HTMLElement} */ (document.querySelector('.about-index'));
  const none = /** @type {HTMLElement} */ (document.querySelector('.none'));
  const keys = /** @type {HTMLDialogElement} */ (document.querySelector('dialog.keys'));
  const output = /** @type {HTMLOutputElement} */ (form.querySelector('output'));
  const selects = [...form.querySelectorAll('select')];
  let current = samples[0];

  /** @param {HTMLElement} sample */
  const answersOf = (sample) => [.../** @type {NodeListOf<HTMLElement>} */ (sample.querySelectorAll('.answer'))];

  /** @param {HTMLElement} sample */
  function isWanted(sample) {
    return selects.every(({ name, value }) => {
      if (value === '') return true;
      if (name !== 'outcome') return sample.dataset[name] === value;
      return answersOf(sample).some(({ dataset }) => dataset['outcome'] === value);
    });
  }

  /** @param {HTMLElement | undefined} sample */
  function show(sample) {
    const wanted = samples.filter(isWanted);
    current = sample;
    samples.forEach((each, index) => {
      each.hidden = each !== sample;
      stops[index]?.classList.toggle('current', each === sample);
      stops[index]?.classList.toggle('other', !wanted.includes(each));
    });
    none.hidden = sample !== undefined;
    output.value = sample ? `${wanted.indexOf(sample) + 1} of ${wanted.length}` : `0 of ${samples.length}`;
  }

  function filter() {
    const outcome = selects.find(({ name }) => name === 'outcome')?.value ?? '';
    for (const answer of samples.flatMap(answersOf))
      answer.classList.toggle('other', outcome !== '' && answer.dataset['outcome'] !== outcome);
    const wanted = samples.filter(isWanted);
    show(current && wanted.includes(current) ? current : wanted[0]);
  }

  function reset() {
    for (const select of selects) select.value = '';
    filter();
  }

  /** @param {number} by */
  function move(by) {
    const wanted = samples.filter(isWanted);
    const next = current && wanted[wanted.indexOf(current) + by];
    if (!next) return;
    show(next);
    remember(next.id);
  }

  /** @param {string} id */
  function remember(id) {
    history.replaceState(null, '', '#' + id);
  }

  /** @param {HTMLElement} sample @param {number} number of the answer, from 0 */
  function choose(sample, number) {
    const answers = answersOf(sample);
    if (!answers[number]) return;
    answers.forEach((answer, index) => {
      answer.classList.toggle('chosen', index === number);
      answer.querySelector('button')?.setAttribute('aria-pressed', String(index === number));
    });
    for (const route of sample.querySelectorAll('.predicted'))
      route.classList.toggle('chosen', route.getAttribute('data-answer') === String(number));
    remember(answers[number].id);
  }

  /** The id that the address names. A fragment that is no encoded text, like #%, names nothing. */
  function named() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return '';
    }
  }

  /** Goes to the sample, and the answer, that the address names. */
  function follow() {
    const target = document.getElementById(named());
    const sample = samples.find((each) => target && each.contains(target));
    if (!sample) return;
    if (!isWanted(sample)) reset();
    show(sample);
    const answer = answersOf(sample).findIndex((each) => each === target);
    if (answer >= 0) choose(sample, answer);
    sample.scrollIntoView({ block: 'nearest' });
  }

  for (const sample of samples) {
    answersOf(sample).forEach((answer, index) => answer.addEventListener('click', () => choose(sample, index)));
  }
  form.addEventListener('change', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  form['previous'].addEventListener('click', () => move(-1));
  form['next'].addEventListener('click', () => move(1));
  form['help'].addEventListener('click', () => keys.showModal());
  none.querySelector('button')?.addEventListener('click', reset);
  addEventListener('hashchange', follow);

  /** @type {Record<string, () => void>} */
  const actions = {
    ArrowRight: () => move(1),
    j: () => move(1),
    ArrowLeft: () => move(-1),
    k: () => move(-1),
    '/': () => selects[0]?.focus(),
    f: () => selects[0]?.focus(),
    '?': () => keys.showModal(),
  };
  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || keys.open) return;
    if (target instanceof HTMLSelectElement) {
      if (key === 'Escape') target.blur();
      return;
    }
    const action = /^[1-9]$/.test(key) ? () => current && choose(current, Number(key) - 1) : actions[key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  form.hidden = false;
  nav.hidden = false;
  about.hidden = false;
  document.documentElement.classList.add('viewing');
  show(current);
  follow();
}
