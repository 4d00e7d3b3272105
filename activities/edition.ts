/** Raised when questions are put otherwise, or answers scored otherwise, than before: kept evaluations are then not taken for it. */
export const evaluationEdition = 2;

/** Raised when only real cities are asked about otherwise than before: of kept arms, those that ask about cities are then not taken for it. */
export const cityEdition = 2;

/** Raised when a spec would train otherwise than before, with the same base policy: kept arms are then not taken for it. */
export const trainingEdition = 2;
