export { createStudy, type Study } from './study.context.ts';
export { createStudyDocuments } from './study.documents.ts';
export { registerStudyRoutes } from './study.routes.ts';
export { studyTools } from './study.tools.ts';
