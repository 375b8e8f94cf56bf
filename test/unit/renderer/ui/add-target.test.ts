import { expect, test } from 'vitest'
import { addTarget } from '../../../../src-renderer/ui/add-target.ts'

test('a view in front says where dropped files go, and no longer once it is left', () => {
  const release = addTarget.getState().claim('c1')
  expect(addTarget.getState().collectionId).toBe('c1')
  release()
  expect(addTarget.getState().collectionId).toBeUndefined()
})

test('"all collections" is an answer too, and not the same as none', () => {
  const release = addTarget.getState().claim(null)
  expect(addTarget.getState().collectionId).toBeNull()
  release()
})
