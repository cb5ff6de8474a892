/**
 * So many clusters are asked as far back as one that is asked for alone, each by itself and in one request. More of them are
 * asked together, and less far: the work would grow with each.
 */
export const FEW_CLUSTERS = 10;
