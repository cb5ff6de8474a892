/** What Elasticsearch calls it in `error.type`, whatever words it puts around. */
export const NO_SUCH_INDEX = 'index_not_found_exception';
